// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_JSONWRITER_P_H
#define RUDDERQT_JSONWRITER_P_H

#include "event/jsonbuffer_p.h"
#include "private_export_p.h"

#include <RudderQt/properties.h>

#include <QtCore/qbytearrayview.h>

#include <limits>

namespace Rudder {

// Whether Qt knows it as an associative container, and JSON as an object.
bool hasStringKeys(const QVariant &container);

// Turns what callers pass into the final bytes, in one go: values in, UTF-8 JSON out. The rule for
// each type is docs/values.md.
//
// On a problem the writer stops, ignores what else it is asked to write, and cuts the array back to
// what it held in the beginning.
class RUDDERQT_CORE_PRIVATE_EXPORT JsonWriter
{
public:
    enum class Problem { None, TooDeep, TooLarge };

    // Counted from the outermost object or list given: the data plane takes no more.
    static constexpr int maxDepth = 200;

    // Appends to out until that holds more than maxBytes.
    explicit JsonWriter(QByteArray &out,
                        qsizetype maxBytes = std::numeric_limits<qsizetype>::max());

    // As they are.
    void raw(const char *bytes, qsizetype size);
    void raw(QByteArrayView bytes) { raw(bytes.data(), bytes.size()); }
    // With the comma before it, where one is due, and the colon.
    void key(QStringView key);
    void string(QStringView text);
    void value(const QVariant &value);
    void object(const Properties &properties);

    Problem problem() const { return m_problem; }
    // Where it arose, as a path from the object given: "cart.items[3].price".
    QString problemKey() const { return m_problemKey; }

private:
    Q_DISABLE_COPY_MOVE(JsonWriter)

    struct Step
    {
        const Step *outer;
        QStringView key;
        qsizetype index;
    };

    bool begin();
    void end();
    bool proceeds() const { return m_problem == Problem::None; }
    void fail(Problem problem);
    QString path() const;

    bool enter(char bracket);
    void leave(char bracket);
    void writeKey(QStringView key);
    void writeMember(QStringView key, const QVariant &value);
    void writeItem(qsizetype index, const QVariant &value);

    void writeValue(const QVariant &value);
    void writeKnown(const QVariant &value);
    void writeOther(const QVariant &value);
    void writeJson(const QJsonValue &value);
    void writeProperties(const Properties &properties);
    template <typename Map> void writeMap(const Map &map);
    template <typename List> void writeList(const List &list);
    void writeStringKeyed(const QVariant &container);
    void writeEnumerator(const QVariant &value);
    void writeUnsupported(const QVariant &value);

    QByteArray &m_out;
    JsonBuffer m_buffer;
    const qsizetype m_start;
    const Step *m_step = nullptr;
    int m_depth = 0;
    Problem m_problem = Problem::None;
    QString m_problemKey;
};

} // namespace Rudder

#endif
