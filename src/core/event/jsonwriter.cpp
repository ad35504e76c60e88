// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/jsonwriter_p.h"

#include "event/deferredlog_p.h"
#include "event/logging_p.h"

#include <QtCore/qassociativeiterable.h>
#include <QtCore/qfloat16.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qsequentialiterable.h>
#include <QtCore/qvarlengtharray.h>

namespace Rudder {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcEvent, "rudder.event", QtWarningMsg)

namespace {

// What the variant holds, without a copy; its type was looked at before.
template <typename T> const T &as(const QVariant &value)
{
    return *static_cast<const T *>(value.constData());
}

const QVariant &toVariant(const QVariant &value)
{
    return value;
}

QVariant toVariant(const QString &value)
{
    return value;
}

QVariant toVariant(const QJsonValue &value)
{
    return QVariant::fromValue(value);
}

bool isUndefined(const QVariant &value)
{
    return value.typeId() == QMetaType::QJsonValue && as<QJsonValue>(value).isUndefined();
}

} // namespace

bool hasStringKeys(const QVariant &container)
{
    return container.canConvert<QAssociativeIterable>()
            && container.value<QAssociativeIterable>().metaContainer().keyMetaType()
            == QMetaType::fromType<QString>();
}

JsonWriter::JsonWriter(QByteArray &out, qsizetype maxBytes)
    : m_out(out), m_buffer(out, maxBytes), m_start(out.size())
{
}

void JsonWriter::raw(const char *bytes, qsizetype size)
{
    if (!begin())
        return;
    m_buffer.put(bytes, size);
    end();
}

void JsonWriter::key(QStringView key)
{
    if (!begin())
        return;
    writeKey(key);
    end();
}

void JsonWriter::string(QStringView text)
{
    if (!begin())
        return;
    m_buffer.string(text);
    end();
}

void JsonWriter::value(const QVariant &value)
{
    if (!begin())
        return;
    writeValue(value);
    end();
}

void JsonWriter::object(const Properties &properties)
{
    if (!begin())
        return;
    writeProperties(properties);
    end();
}

bool JsonWriter::begin()
{
    if (m_problem != Problem::None)
        return false;
    m_buffer.open();
    return true;
}

void JsonWriter::end()
{
    if (m_buffer.isFull())
        fail(Problem::TooLarge);
    m_buffer.close();
    if (m_problem != Problem::None)
        m_out.truncate(m_start);
}

void JsonWriter::fail(Problem problem)
{
    if (m_problem != Problem::None)
        return;
    m_problem = problem;
    m_problemKey = path();
}

// A very deep path is told by its beginning and its end.
QString JsonWriter::path() const
{
    constexpr qsizetype shownBegin = 4;
    constexpr qsizetype shownEnd = 2;
    QVarLengthArray<const Step *, 16> steps;
    for (const Step *step = m_step; step; step = step->outer)
        steps.append(step);
    QString path;
    for (qsizetype depth = 0; depth < steps.size(); ++depth) {
        if (depth == shownBegin && steps.size() > shownBegin + shownEnd) {
            path += QStringView(u".…");
            depth = steps.size() - shownEnd;
        }
        const Step &step = *steps[steps.size() - 1 - depth];
        if (step.index >= 0)
            path += u'[' % QString::number(step.index) % u']';
        else if (path.isEmpty())
            path += step.key;
        else
            path += u'.' % step.key;
    }
    return path;
}

bool JsonWriter::enter(char bracket)
{
    if (m_depth == maxDepth) {
        fail(Problem::TooDeep);
        return false;
    }
    ++m_depth;
    m_buffer.put(bracket);
    return true;
}

void JsonWriter::leave(char bracket)
{
    --m_depth;
    m_buffer.put(bracket);
}

void JsonWriter::writeKey(QStringView key)
{
    m_buffer.separate();
    m_buffer.string(key);
    m_buffer.put(':');
}

void JsonWriter::writeMember(QStringView key, const QVariant &value)
{
    if (isUndefined(value))
        return;
    const Step step{m_step, key, -1};
    m_step = &step;
    writeKey(key);
    writeValue(value);
    m_step = step.outer;
}

void JsonWriter::writeItem(qsizetype index, const QVariant &value)
{
    const Step step{m_step, {}, index};
    m_step = &step;
    m_buffer.separate();
    writeValue(value);
    m_step = step.outer;
}

void JsonWriter::writeValue(const QVariant &value)
{
    const QVariant *inner = &value;
    while (inner->typeId() == QMetaType::QVariant)
        inner = &as<QVariant>(*inner);
    if (inner->isNull())
        m_buffer.null();
    else
        writeKnown(*inner);
    if (m_buffer.isFull())
        fail(Problem::TooLarge);
}

void JsonWriter::writeKnown(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Bool:
        return m_buffer.boolean(as<bool>(value));
    case QMetaType::Int:
        return m_buffer.integer(as<int>(value));
    case QMetaType::Short:
        return m_buffer.integer(as<short>(value));
    case QMetaType::SChar:
        return m_buffer.integer(as<signed char>(value));
    case QMetaType::Long:
        return m_buffer.integer(as<long>(value));
    case QMetaType::LongLong:
        return m_buffer.integer(as<qlonglong>(value));
    case QMetaType::UInt:
        return m_buffer.natural(as<uint>(value));
    case QMetaType::UShort:
        return m_buffer.natural(as<ushort>(value));
    case QMetaType::UChar:
        return m_buffer.natural(as<uchar>(value));
    case QMetaType::ULong:
        return m_buffer.natural(as<ulong>(value));
    case QMetaType::ULongLong:
        return m_buffer.natural(as<qulonglong>(value));
    case QMetaType::Double:
        return m_buffer.real(as<double>(value));
    case QMetaType::Float:
        return m_buffer.real(as<float>(value));
    case QMetaType::QChar:
        return m_buffer.string(QStringView(&as<QChar>(value), 1));
    case QMetaType::Char16:
        return m_buffer.string(QStringView(&as<char16_t>(value), 1));
    case QMetaType::Char:
        return m_buffer.string(Detail::toText(as<char>(value)));
    case QMetaType::Char32:
        return m_buffer.string(Detail::toText(as<char32_t>(value)));
    case QMetaType::QString:
        return m_buffer.string(as<QString>(value));
    case QMetaType::QByteArray:
        return m_buffer.base64(as<QByteArray>(value));
    case QMetaType::QDateTime:
        return m_buffer.dateTime(as<QDateTime>(value));
    case QMetaType::QDate:
        return m_buffer.date(as<QDate>(value));
    case QMetaType::QTime:
        return m_buffer.time(as<QTime>(value));
    case QMetaType::QUrl:
        return m_buffer.url(as<QUrl>(value));
    case QMetaType::QUuid:
        return m_buffer.string(as<QUuid>(value).toString(QUuid::WithoutBraces));
    case QMetaType::QStringList:
        return writeList(as<QStringList>(value));
    case QMetaType::QVariantList:
        return writeList(as<QVariantList>(value));
    case QMetaType::QVariantMap:
        return writeMap(as<QVariantMap>(value));
    case QMetaType::QVariantHash:
        return writeMap(as<QVariantHash>(value));
    case QMetaType::QJsonValue:
        return writeJson(as<QJsonValue>(value));
    case QMetaType::QJsonObject:
        return writeMap(as<QJsonObject>(value));
    case QMetaType::QJsonArray:
        return writeList(as<QJsonArray>(value));
    default:
        return writeOther(value);
    }
}

// Types that have no fixed number.
void JsonWriter::writeOther(const QVariant &value)
{
    const QMetaType type = value.metaType();
    if (type == QMetaType::fromType<Properties>())
        writeProperties(as<Properties>(value));
    else if (type.flags().testFlag(QMetaType::IsEnumeration))
        writeEnumerator(value);
    else if (type == QMetaType::fromType<long double>())
        m_buffer.real(double(as<long double>(value)));
    else if (type == QMetaType::fromType<wchar_t>())
        m_buffer.string(Detail::toText(as<wchar_t>(value)));
    else if (type == QMetaType::fromType<qfloat16>())
        m_buffer.real(float(as<qfloat16>(value)));
    else if (type == QMetaType::fromType<QJsonDocument>())
        writeValue(as<QJsonDocument>(value).toVariant());
    else if (hasStringKeys(value))
        writeStringKeyed(value);
    else if (value.canConvert<QSequentialIterable>())
        writeList(value.value<QSequentialIterable>());
    else
        writeUnsupported(value);
}

void JsonWriter::writeProperties(const Properties &properties)
{
    if (!enter('{'))
        return;
    for (qsizetype i = 0; i < properties.size() && proceeds(); ++i) {
        const Property &property = properties.at(i);
        writeMember(property.key(), property.value());
    }
    leave('}');
}

template <typename Map> void JsonWriter::writeMap(const Map &map)
{
    if (!enter('{'))
        return;
    for (auto it = map.constBegin(); it != map.constEnd() && proceeds(); ++it) {
        const QString &key = it.key();
        writeMember(key, toVariant(it.value()));
    }
    leave('}');
}

// A multimap has its equal keys side by side, the latest first.
void JsonWriter::writeStringKeyed(const QVariant &container)
{
    if (!enter('{'))
        return;
    const auto iterable = container.value<QAssociativeIterable>();
    QString previous;
    for (auto it = iterable.constBegin(); it != iterable.constEnd() && proceeds(); ++it) {
        const QString key = it.key().toString();
        if (it == iterable.constBegin() || key != previous)
            writeMember(key, it.value());
        previous = key;
    }
    leave('}');
}

template <typename List> void JsonWriter::writeList(const List &list)
{
    if (!enter('['))
        return;
    qsizetype index = 0;
    for (auto it = list.constBegin(); it != list.constEnd() && proceeds(); ++it)
        writeItem(index++, toVariant(*it));
    leave(']');
}

void JsonWriter::writeJson(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return m_buffer.boolean(value.toBool());
    case QJsonValue::Double:
        // A QJsonValue may hold an integer that no double has.
        return writeValue(value.toVariant());
    case QJsonValue::String:
        return m_buffer.string(value.toString());
    case QJsonValue::Array:
        return writeList(value.toArray());
    case QJsonValue::Object:
        return writeMap(value.toObject());
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return m_buffer.null();
    }
}

void JsonWriter::writeEnumerator(const QVariant &value)
{
    const bool isUnsigned = value.metaType().flags().testFlag(QMetaType::IsUnsignedEnumeration);
    switch (value.metaType().sizeOf()) {
    case 1:
        return isUnsigned ? m_buffer.natural(as<quint8>(value))
                          : m_buffer.integer(as<qint8>(value));
    case 2:
        return isUnsigned ? m_buffer.natural(as<quint16>(value))
                          : m_buffer.integer(as<qint16>(value));
    case 4:
        return isUnsigned ? m_buffer.natural(as<quint32>(value))
                          : m_buffer.integer(as<qint32>(value));
    default:
        return isUnsigned ? m_buffer.natural(as<quint64>(value))
                          : m_buffer.integer(as<qint64>(value));
    }
}

void JsonWriter::writeUnsupported(const QVariant &value)
{
    const QString where = path();
    log(lcEvent(), QtWarningMsg,
        QStringLiteral(
                "The value of %1 has the type %2, which JSON can't hold: null is sent in its "
                "place. Pass a text, a number, a list or a map.")
                .arg(where.isEmpty() ? u"a property"_s : QString(u'"' + where + u'"'),
                     QString::fromLatin1(value.metaType().name())));
    m_buffer.null();
}

} // namespace Rudder
