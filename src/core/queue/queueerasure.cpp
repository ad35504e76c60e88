// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "queue/queueerasure_p.h"

#include "identity/consent_p.h"
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

// Empty: it can't be read.
std::optional<QByteArray> noteAt(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return std::nullopt;
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QString erasureNotePath(const QString &folder, const QString &queueName)
{
    return folder + u'/' + queueFileStem(queueName) + u".erase"_s;
}

std::optional<ConsentDecision> notedDecision(const QString &path)
{
    const auto bytes = noteAt(path);
    return bytes ? std::optional(decisionIn(*bytes)) : std::nullopt;
}

QueueErasure::QueueErasure(const Configuration &configuration, const QString &folder)
    : m_configuration(configuration), m_folder(folder),
      m_path(erasureNotePath(folder, configuration.queueName())),
      m_identityFile(folder, configuration.queueName()),
      m_spillFiles(folder, configuration.queueName(), configuration.durability())
{
}

// The user's decision as in the identity's file.
QByteArray QueueErasure::toBytes(const Wish &wish)
{
    IdentityValues left;
    left.consent = wish.decision;
    QJsonObject object = QJsonDocument::fromJson(identityToBytes(left)).object();
    object[u"mark"] = QString::fromLatin1(wish.mark);
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
    wish.decision = decisionIn(bytes);
    if (const QJsonValue spills = object[u"spills"]; spills.isArray()) {
        wish.spills.emplace();
        for (const QJsonValue name : spills.toArray())
            wish.spills->append(name.toString());
    }
    return wish;
}

std::optional<QueueErasure::Wish> QueueErasure::readNote() const
{
    const auto bytes = noteAt(m_path);
    return bytes ? std::optional(fromBytes(*bytes)) : std::nullopt;
}

// Where it can't be written the wish is this process' alone.
void QueueErasure::note(const Wish &wish) const
{
    QSaveFile file(m_path);
    if (file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        file.write(toBytes(wish));
        if (file.commit())
            syncFolder(m_folder);
    }
}

// Another client may have noted a wish of its own meanwhile.
void QueueErasure::removeNote() const
{
    const std::optional<Wish> noted = readNote();
    if (!noted || noted->mark != m_wish->mark)
        return;
    QFile::remove(m_path);
    syncFolder(m_folder);
}

void QueueErasure::want(const ConsentDecision &decision)
{
    m_wish.emplace();
    m_wish->mark = newMark();
    m_wish->decision = decision.state() == ConsentDecision::State::Denied
            ? decision
            : laterDecision(decision, m_identityFile.read().consent);
    if (!QFileInfo(m_folder).isDir()) // when it comes back, with all that is there then
        return;
    m_wish->spills = m_spillFiles.names();
    note(*m_wish);
}

void QueueErasure::decide(const ConsentDecision &decision)
{
    std::optional<Wish> noted = readNote();
    const bool isOwn = m_wish && (!noted || noted->mark == m_wish->mark);
    std::optional<Wish> &wish = isOwn ? m_wish : noted;
    if (!wish || laterDecision(wish->decision, decision) == wish->decision)
        return;
    wish->decision = decision;
    note(*wish);
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
        note(*m_wish);
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
    // Another client may have noted a later one.
    const ConsentDecision decision = laterDecision(m_wish->decision, m_identityFile.read().consent);
    if (const Error error = m_identityFile.keepDecision(decision); error.isError())
        return error;
    syncFolder(m_folder);
    removeNote();
    m_wish.reset();
    return {};
}

} // namespace Rudder
