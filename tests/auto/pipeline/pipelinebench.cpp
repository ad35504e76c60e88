// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "pipelinebench.h"

#include <QtCore/qfile.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>

bool PipelineBench::somebodyElseExecutes(const QString &statement)
{
    bool succeeded = false;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"somebody"_s);
        const QStringList files = QDir(m_folder->path()).entryList({u"*.sqlite"_s});
        database.setDatabaseName(m_folder->filePath(files.value(0)));
        succeeded = database.open() && QSqlQuery(database).exec(statement);
        database.close();
    }
    QSqlDatabase::removeDatabase(u"somebody"_s);
    return succeeded;
}

QByteArray PipelineBench::plausibleEvent(int number)
{
    return "{\"originalTimestamp\":\"2026-01-01T00:00:00.000Z\",\"sentAt\":"
           "\"2026-01-01T00:00:00.000Z\",\"messageId\":\""
            + QByteArray::number(number) + "\",\"filler\":\"" + QByteArray(700, 'x') + "\"}";
}

bool PipelineBench::zeroThePageOf(int number)
{
    constexpr int pageSize = 4096;
    if (!somebodyElseExecutes(u"PRAGMA wal_checkpoint(TRUNCATE)"_s))
        return false;
    QFile file(m_folder->filePath(u"rudderEventsQueue.sqlite"_s));
    if (!file.open(QIODevice::ReadWrite))
        return false;
    const QByteArray name = "\"messageId\":\"" + QByteArray::number(number) + '"';
    const qint64 place = file.readAll().indexOf(name);
    return place > 0 && file.seek(place / pageSize * pageSize)
            && file.write(QByteArray(pageSize, '\0')) == pageSize;
}

void PipelineBench::recordPlausible(Run *run, int count, int first)
{
    for (int i = first; i < first + count; ++i) {
        RecordedEvent event;
        event.messageId = QByteArray::number(i);
        event.bytes = plausibleEvent(i);
        event.bootMilliseconds = run->environment->boot;
        run->inbox.push(std::move(event));
    }
    run->pipeline.wake();
    run->advance(0);
}

bool PipelineBench::overwrite(const QString &path, qint64 from, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::ReadWrite) && file.seek(from) && file.write(bytes) == bytes.size();
}
