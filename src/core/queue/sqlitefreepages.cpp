// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/sqlitefreepages_p.h"

#include "queue/sqlitebytes_p.h"

#include <algorithm>

namespace Rudder {

namespace {

// https://www.sqlite.org/fileformat2.html#the_freelist
void addFreelist(SqlitePages &pages, std::unordered_set<quint32> *free)
{
    constexpr int firstTrunkOffset = 32;
    const QByteArray &header = pages.header();
    quint32 trunk = header.isEmpty() ? 0 : sqliteNumber(header, firstTrunkOffset);
    // A trunk that is known already: the list bites its tail.
    while (pages.contains(trunk) && free->insert(trunk).second) {
        const QByteArray page = pages.page(trunk);
        const quint32 most = quint32(pages.usableSize() / 4 - 2);
        if (page.isEmpty() || sqliteNumber(page, 4) > most)
            return;
        for (quint32 i = 0; i < sqliteNumber(page, 4); ++i) {
            if (const quint32 number = sqliteNumber(page, 8 + 4 * qsizetype(i));
                pages.contains(number)) {
                free->insert(number);
            }
        }
        trunk = sqliteNumber(page, 0);
    }
}

// https://www.sqlite.org/fileformat2.html#pointer_map_or_ptrmap_pages
class PointerMap
{
public:
    PointerMap(const QByteArray &page, quint32 number, quint32 entries)
        : m_page(page), m_number(number), m_entries(page.isEmpty() ? 0 : entries)
    {
    }

    bool isSound() const
    {
        for (quint32 i = 0; i < m_entries; ++i) {
            // Of a root and of a free page nobody is the parent; all others have one.
            const bool hasParent = sqliteNumber(m_page, at(i) + 1) > 0;
            if (type(i) < root || type(i) > tree || hasParent != (type(i) > free))
                return false;
        }
        return true;
    }
    void correct(std::unordered_set<quint32> *freePages) const
    {
        for (quint32 i = 0; i < m_entries; ++i) {
            if (type(i) == free)
                freePages->insert(m_number + 1 + i);
            else
                freePages->erase(m_number + 1 + i);
        }
    }

    static constexpr int entrySize = 5;

private:
    enum Type : quint8 { root = 1, free = 2, tree = 5 }; // between: parts of large rows

    static qsizetype at(quint32 entry) { return qsizetype(entry) * entrySize; }
    quint8 type(quint32 entry) const { return quint8(m_page[at(entry)]); }

    QByteArray m_page;
    quint32 m_number;
    quint32 m_entries;
};

} // namespace

// Two places tell of free pages: the freelist, that begins in the header, and the pointer map, whose
// first page is the second of the file. A queue has both, a database without auto-vacuum the
// freelist only. The map tells of used pages too, so where it is sound it has the last word.
std::unordered_set<quint32> sqliteFreePages(SqlitePages &pages)
{
    std::unordered_set<quint32> free;
    addFreelist(pages, &free);

    const std::vector<quint32> numbers = pages.numbers();
    const quint32 last = numbers.empty() ? 0 : numbers.back();
    const quint32 perMap = quint32(pages.usableSize() / PointerMap::entrySize);
    for (const quint32 number : numbers) {
        if (number < 2 || (number - 2) % (perMap + 1) != 0)
            continue;
        const PointerMap map(pages.page(number), number, std::min(perMap, last - number));
        if (map.isSound())
            map.correct(&free);
    }
    return free;
}

} // namespace Rudder
