// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Holds the write lock of a queue until a line comes on its input.
//
//     locking-child <file>

#include <QtCore/qcoreapplication.h>
#include <QtSql/qsqldatabase.h>
#include <QtSql/qsqlquery.h>

#include <cstdio>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s);
    database.setDatabaseName(QCoreApplication::arguments().at(1));
    if (!database.open() || !QSqlQuery(database).exec(u"BEGIN IMMEDIATE"_s))
        return 1;
    std::puts("locked");
    std::fflush(stdout);
    std::getchar();
    return QSqlQuery(database).exec(u"ROLLBACK"_s) ? 0 : 1;
}
