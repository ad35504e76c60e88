// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Writes small queues, as the fuzzing of the salvage begins with them.
//
//     rudderqt-fuzz-seeds <folder>

#include "check.h"
#include "salvageinput.h"

#include "queue/sqleventstore_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>

using namespace Rudder;
using namespace Qt::StringLiterals;

namespace {

struct Seed
{
    QString name;
    int pageSize;
    int events;
    int largeEvent; // bytes of one of them
    bool hasLog;    // else all is in the file
};

QByteArray eventOf(int number, int size)
{
    return R"({"originalTimestamp":"2026-01-01T00:00:00.000Z",)"
           R"("sentAt":"2026-01-01T00:00:00.000Z","messageId":"m)"
            + QByteArray::number(number) + R"(","text":")" + QByteArray(size, 'x') + R"("})";
}

void makeFile(const QString &path, int pageSize)
{
    const QString name = u"raw"_s;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(path);
        check(database.open(), "a database can be made");
        QSqlQuery query(database);
        for (const QString &statement : {u"PRAGMA page_size = %1"_s.arg(pageSize),
                                         u"PRAGMA auto_vacuum = INCREMENTAL"_s, u"VACUUM"_s}) {
            check(query.exec(statement), "a database can be made");
        }
    }
    QSqlDatabase::removeDatabase(name);
}

void fill(SqlEventStore *store, const Seed &seed)
{
    int number = 0;
    const auto append = [&](int size) {
        const QByteArray bytes = eventOf(++number, size);
        check(!store->append({{bytes, "m" + QByteArray::number(number), "anonymous", 1000, {}}},
                             "boot")
                       .isError(),
              "events are stored");
    };
    for (int i = 0; i < seed.events; ++i)
        append(20 + 7 * i);
    if (seed.largeEvent > 0)
        append(seed.largeEvent);
    // Failed ones, and free pages.
    qint64 setAside = 0;
    store->setAside({2}, {FailedEvent::Reason::Refused, u"no"_s, 5000});
    store->countAttempt({3}, 1, {FailedEvent::Reason::Exhausted, u"tried"_s, 6000}, &setAside);
    store->settle({1});
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeSeed(const Seed &seed, const QString &folder)
{
    const QTemporaryDir scratch;
    const QString path = scratch.filePath(u"queue.sqlite"_s);
    makeFile(path, seed.pageSize);
    SqlEventStore store;
    check(!store.open(path, Configuration::Durability::Normal).isError(), "a queue can be made");
    if (seed.hasLog) { // of which the file has the beginning
        store.append({{eventOf(0, 30), "m0", "anonymous", 1000, {}}}, "boot");
        store.close();
        check(!store.open(path, Configuration::Durability::Normal).isError(), "it can be opened");
    }
    fill(&store, seed);
    if (!seed.hasLog)
        store.close();
    QFile file(folder + u'/' + seed.name);
    check(file.open(QIODevice::WriteOnly)
                  && file.write(SalvageInput{contents(path), contents(path + u"-wal"_s)}.toBytes())
                          > 0,
          "a seed can be written");
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    check(argc == 2, "the argument is a folder");
    for (const Seed &seed :
         {Seed{u"file-512"_s, 512, 8, 0, false}, Seed{u"large-512"_s, 512, 4, 3000, false},
          Seed{u"log-512"_s, 512, 4, 0, true}, Seed{u"file-1024"_s, 1024, 5, 1500, false},
          Seed{u"file-4096"_s, 4096, 4, 0, false}}) {
        writeSeed(seed, QString::fromLocal8Bit(argv[1]));
    }
    return 0;
}
