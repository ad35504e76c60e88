// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/queueerasure_p.h"

#include "queue/erasefile_p.h"
#include "queue/queuefile_p.h"
#include "queue/storagefolder_p.h"

#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qrandom.h>
#include <QtCore/qsavefile.h>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

QByteArray newMark()
{
    return QByteArray::number(QRandomGenerator::system()->generate64(), 16);
}

} // namespace

QString erasureNotePath(const QString &folder, const QString &queueName)
{
    return folder + u'/' + queueFileStem(queueName) + u".erase"_s;
}

QueueErasure::QueueErasure(const Configuration &configuration, const QString &folder)
    : m_configuration(configuration), m_folder(folder),
      m_path(erasureNotePath(folder, configuration.queueName())),
      m_identityFile(folder, configuration.queueName()),
      m_spillFiles(folder, configuration.queueName(), configuration.durability())
{
}

QByteArray QueueErasure::toBytes(const Wish &wish)
{
    QJsonObject object{{u"mark"_s, QString::fromLatin1(wish.mark)}};
    if (wish.spills)
        object[u"spills"] = QJsonArray::fromStringList(*wish.spills);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

// Of a damaged one the wish itself is left.
QueueErasure::Wish QueueErasure::fromBytes(const QByteArray &bytes)
{
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    Wish wish;
    wish.mark = object[u"mark"].toString().toLatin1();
    if (const QJsonValue spills = object[u"spills"]; spills.isArray()) {
        wish.spills.emplace();
        for (const QJsonValue name : spills.toArray())
            wish.spills->append(name.toString());
    }
    return wish;
}

std::optional<QueueErasure::Wish> QueueErasure::readNote() const
{
    QFile file(m_path);
    if (!file.exists())
        return std::nullopt;
    return fromBytes(file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
}

// Where it can't be written the wish is this process' alone.
void QueueErasure::note() const
{
    QSaveFile file(m_path);
    if (file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        file.write(toBytes(*m_wish));
        if (file.commit())
            syncFolder(m_folder);
    }
}

// Another client may have noted a wish of its own meanwhile.
void QueueErasure::removeNote() const
{
    if (const auto noted = readNote(); !noted || noted->mark != m_wish->mark)
        return;
    QFile::remove(m_path);
    syncFolder(m_folder);
}

void QueueErasure::want()
{
    m_wish.emplace();
    m_wish->mark = newMark();
    if (!QFileInfo(m_folder).isDir()) // when it comes back, with all that is there then
        return;
    m_wish->spills = m_spillFiles.names();
    note();
}

bool QueueErasure::isWanted() const
{
    return m_wish || QFile::exists(m_path);
}

Error QueueErasure::carryOut(const QByteArray &owner)
{
    if (!m_wish)
        m_wish = readNote();
    if (!m_wish || !QFileInfo(m_folder).isDir())
        return {};
    if (!QFile::exists(m_path))
        note();
    // The user first: the next process reads that without looking further.
    const QueueFile queue(m_folder, m_configuration.queueName(), m_configuration.durability(),
                          m_configuration.maxStoredBytes());
    const Error ofUser = m_identityFile.erase();
    const Error ofSpills = m_spillFiles.erase(m_wish->spills, &m_count);
    const Error ofQueue = queue.erase(owner, m_wish->mark, &m_count);
    for (const Error &error : {ofUser, ofSpills, ofQueue}) {
        if (error.isError())
            return error;
    }
    syncFolder(m_folder);
    removeNote();
    m_wish.reset();
    return {};
}

} // namespace Rudder
