// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// A damaged queue file and the log beside it: what is salvaged are events, and no more bytes than
// there were.

#include "check.h"
#include "salvageinput.h"

#include "queue/eventrow_p.h"
#include "queue/salvage_p.h"

#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>

#include <algorithm>
#include <random>
#include <set>

using namespace Rudder;
using namespace Qt::StringLiterals;

extern "C" size_t LLVMFuzzerMutate(quint8 *data, size_t size, size_t maxSize);

namespace {

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    check(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
                  && file.write(bytes) == bytes.size(),
          "there is room for the input");
}

class Salvaged
{
public:
    void take(const SalvagedEvent &event)
    {
        const std::optional<QString> messageId = messageIdOf(event.bytes);
        check(messageId.has_value(), "what is salvaged is an event");
        check(event.id > 0 && event.id >= m_lastId, "ids rise");
        if (event.id != m_lastId)
            m_messageIds.clear();
        check(m_messageIds.insert(*messageId).second, "an event is salvaged once");
        m_lastId = event.id;

        check(event.attempts >= 0, "attempts are a number");
        check(!event.failure || event.failure->reason >= 0, "a reason is a number");
        bytes += event.bytes.size() + event.anonymousId.size() + event.bootId.size();
        if (event.failure)
            bytes += event.failure->message.size();
    }

    qsizetype bytes = 0;

private:
    qint64 m_lastId = 0;
    std::set<QString> m_messageIds;
};

void mutate(QByteArray *bytes, qsizetype most)
{
    const qsizetype size = bytes->size();
    bytes->resize(std::max(size, most));
    bytes->resize(qsizetype(LLVMFuzzerMutate(reinterpret_cast<quint8 *>(bytes->data()),
                                             size_t(size), size_t(bytes->size()))));
}

// Some bytes where they are, so that what follows them stays in its place.
void mutateInPlace(QByteArray *bytes, std::minstd_rand *random)
{
    if (bytes->isEmpty())
        return;
    // Most that steers is in the beginning of a page, or of a cell.
    constexpr qsizetype smallestPage = 512;
    qsizetype at = qsizetype((*random)()) % bytes->size();
    if ((*random)() % 2)
        at -= at % smallestPage;
    const qsizetype size = std::min<qsizetype>(bytes->size() - at, 1 + (*random)() % 32);
    LLVMFuzzerMutate(reinterpret_cast<quint8 *>(bytes->data() + at), size_t(size), size_t(size));
}

void copyPage(QByteArray *bytes, std::minstd_rand *random)
{
    const qsizetype size = 512 << ((*random)() % 4);
    const qsizetype pages = bytes->size() / size;
    if (pages < 2)
        return;
    const qsizetype from = qsizetype((*random)()) % pages * size;
    const qsizetype to = qsizetype((*random)()) % pages * size;
    std::copy_n(bytes->constData() + from, size, bytes->data() + to);
}

} // namespace

extern "C" size_t LLVMFuzzerCustomMutator(quint8 *data, size_t size, size_t maxSize,
                                          unsigned int seed)
{
    std::minstd_rand random(seed);
    const QByteArray given(reinterpret_cast<const char *>(data), qsizetype(size));
    SalvageInput input = SalvageInput::fromBytes(given);
    QByteArray &part = random() % 2 ? input.log : input.file;
    const int way = int(random() % 8);
    if (way == 0)
        mutate(&part, std::min(part.size() + 1024, qsizetype(maxSize)));
    else if (way == 1)
        copyPage(&part, &random);
    else
        mutateInPlace(&part, &random);
    if (random() % 8 > 0)
        input.sealLog();
    const QByteArray result = input.toBytes().left(qsizetype(maxSize));
    std::copy(result.begin(), result.end(), data);
    return size_t(result.size());
}

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static const QTemporaryDir folder;
    static const QString path = folder.filePath(u"queue.sqlite"_s);
    const SalvageInput input = SalvageInput::fromBytes(
            QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    write(path, input.file);
    write(path + u"-wal"_s, input.log);

    Salvaged salvaged;
    const Error error = salvageEvents(path, [&](SalvagedEvent &&event) {
        salvaged.take(event);
        return true;
    });
    check(!error.isError(), "a file that is there is read");
    // A page goes into one event, and an overflow page into nine at most.
    check(salvaged.bytes <= 10 * qsizetype(size) + 4096, "the work grows no faster than the file");
    return 0;
}
