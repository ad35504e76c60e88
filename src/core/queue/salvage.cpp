// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/salvage_p.h"

#include "queue/eventrow_p.h"
#include "queue/sqlitebytes_p.h"
#include "queue/sqlitefreepages_p.h"
#include "queue/sqliteleaf_p.h"
#include "queue/sqlitepages_p.h"
#include "queue/sqliterecord_p.h"

#include <QtCore/qfileinfo.h>

#include <algorithm>
#include <map>
#include <unordered_set>
#include <vector>

namespace Rudder {

namespace {

// Where the freelist is lost, an event may be found as it was before as well.
bool isNewer(const SalvagedEvent &event, const SalvagedEvent &than)
{
    return event.failure.has_value() != than.failure.has_value() ? event.failure.has_value()
                                                                 : event.attempts > than.attempts;
}

class Salvage
{
public:
    explicit Salvage(SqlitePages *pages) : m_pages(pages) { }

    void findRows();
    void giveOut(const std::function<bool(SalvagedEvent &&)> &take);

private:
    struct Row
    {
        qint64 id;
        quint32 page;
        int cell;
    };

    void findRowsIn(quint32 number);
    std::optional<SqliteCell> cellOf(const Row &row);
    std::optional<QByteArray> payloadOf(const SqliteCell &cell);
    void readInto(std::map<QString, SalvagedEvent> *events, const Row &row);

    SqlitePages *m_pages;
    std::vector<Row> m_rows;
    quint32 m_leafNumber = 0;
    SqliteLeaf m_leaf;
    qint64 m_overflowPagesLeft = 0;
};

// Any tree that leads to the leaves may be damaged, so none is asked: all pages are looked at.
void Salvage::findRows()
{
    const std::unordered_set<quint32> free = sqliteFreePages(*m_pages);
    const std::vector<quint32> numbers = m_pages->numbers();
    for (const quint32 number : numbers) {
        if (number > 1 && free.count(number) == 0) // the first is the schema's
            findRowsIn(number);
    }
    std::stable_sort(m_rows.begin(), m_rows.end(),
                     [](const Row &a, const Row &b) { return a.id < b.id; });
    // An overflow page belongs to one row, and to a few more that were deleted. Rows that share
    // more would make the work grow by the square of the file.
    m_overflowPagesLeft = 8 * qint64(numbers.size());
}

void Salvage::findRowsIn(quint32 number)
{
    const SqliteLeaf leaf(m_pages->page(number), m_pages->usableSize());
    qint64 left = m_pages->usableSize(); // cells do not overlap
    for (int i = 0; i < leaf.cellCount(); ++i) {
        const std::optional<SqliteCell> cell = leaf.cell(i);
        if (!cell || cell->rowId < 1)
            continue;
        const std::optional<SqliteRecord> record =
                SqliteRecord::read(cell->local, cell->payloadSize);
        if (!record || !isEventRow(*record))
            continue;
        left -= cell->local.size();
        if (left < 0)
            return;
        m_rows.push_back({cell->rowId, number, i});
    }
}

std::optional<SqliteCell> Salvage::cellOf(const Row &row)
{
    if (row.page != m_leafNumber) {
        m_leaf = SqliteLeaf(m_pages->page(row.page), m_pages->usableSize());
        m_leafNumber = row.page;
    }
    return m_leaf.cell(row.cell);
}

std::optional<QByteArray> Salvage::payloadOf(const SqliteCell &cell)
{
    QByteArray payload = cell.local.toByteArray();
    quint32 next = cell.overflowPage;
    while (payload.size() < cell.payloadSize) {
        const QByteArray page = --m_overflowPagesLeft < 0 ? QByteArray() : m_pages->page(next);
        if (page.isEmpty())
            return std::nullopt;
        next = sqliteNumber(page, 0);
        payload.append(QByteArrayView(page).sliced(
                4, std::min<qint64>(m_pages->usableSize() - 4, cell.payloadSize - payload.size())));
    }
    // A chain that is in a loop, or is another row's by now, has no end where this one has it.
    return next == 0 ? std::optional(payload) : std::nullopt;
}

void Salvage::readInto(std::map<QString, SalvagedEvent> *events, const Row &row)
{
    const std::optional<SqliteCell> cell = cellOf(row);
    const std::optional<QByteArray> payload = cell ? payloadOf(*cell) : std::nullopt;
    const std::optional<SqliteRecord> record =
            payload ? SqliteRecord::read(*payload, payload->size()) : std::nullopt;
    if (!record || !isEventRow(*record))
        return;
    SalvagedEvent event = eventOf(row.id, *record, *payload);
    const std::optional<QString> messageId = messageIdOf(event.bytes);
    if (!messageId)
        return;
    const auto found = events->find(*messageId);
    if (found == events->end() || isNewer(event, found->second))
        events->insert_or_assign(*messageId, std::move(event));
}

void Salvage::giveOut(const std::function<bool(SalvagedEvent &&)> &take)
{
    for (auto row = m_rows.cbegin(); row != m_rows.cend();) {
        std::map<QString, SalvagedEvent> sameId;
        for (const qint64 id = row->id; row != m_rows.cend() && row->id == id; ++row)
            readInto(&sameId, *row);
        for (auto &[messageId, event] : sameId) {
            if (!take(std::move(event)))
                return;
        }
    }
}

} // namespace

/*!
    Finds events in the queue file \a path without SQLite, which would refuse the file: every page is
    looked at by itself, the log's pages in place of the file's, and a row counts if it has an
    event's shape and its bytes are whole. Each is given to \a take with its id and all that the
    queue knew of it.

    Free pages are left out, so that what was delivered does not come back, as long as the
    freelist or the pointer map can be read. Without both, and where a page of the log is lost,
    events may come back in the state of before; they have their old messageIds.

    Any bytes are safe to be read, and the work grows no faster than the file. Memory holds some
    bytes for each row and page, and one id's events.

    Nobody may have the queue open: it could change meanwhile, and a connection of this process
    would lose its locks when the file is closed here.

    Returns StorageFailed if the file exists and can't be opened. A missing file has no events,
    whatever the log beside it holds. Of an empty one the log's are found, though SQLite would not
    take them for this file's: a queue that was made has a beginning.
*/
Error salvageEvents(const QString &path, const std::function<bool(SalvagedEvent &&)> &take)
{
    if (!QFileInfo::exists(path))
        return {};
    SqlitePages pages(path);
    if (const Error error = pages.open(); error.isError())
        return error;
    Salvage salvage(&pages);
    salvage.findRows();
    salvage.giveOut(take);
    return {};
}

} // namespace Rudder
