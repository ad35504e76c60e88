// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "processes.h"

#include "jsonfile.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

DataPlaneProcess::DataPlaneProcess(const QString &outputFile) : m_outputFile(outputFile)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // The end of our input ends it, so that it doesn't outlive a test that crashed.
    m_process.start(QStringLiteral(RUDDERQT_DATAPLANE),
                    {u"--port"_s, u"0"_s, u"--output"_s, outputFile, u"--quiet"_s,
                     u"--exit-with-parent"_s});
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(20000))
            return;
    }
    const QByteArray line = m_process.readLine().trimmed();
    m_url = QUrl(QString::fromUtf8(line.mid(line.lastIndexOf(' ') + 1)));
}

DataPlaneProcess::~DataPlaneProcess()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(10000))
        m_process.kill();
    m_process.waitForFinished();
}

QHash<QString, QJsonObject> DataPlaneProcess::events() const
{
    QHash<QString, QJsonObject> events;
    QFile file(m_outputFile);
    if (!file.open(QIODevice::ReadOnly))
        return events;
    while (!file.atEnd()) {
        const QJsonObject event = QJsonDocument::fromJson(file.readLine()).object();
        events.insert(event[u"messageId"_s].toVariant().toString(), event);
    }
    return events;
}

QHash<QString, Outcome> makeWithNodeSdk(const QStringList &callFiles, const QUrl &dataPlaneUrl,
                                        const QString &folder)
{
    const QString outcomesFile = folder + "/node-outcomes.json"_L1;
    const QStringList arguments{QStringLiteral(RUDDERQT_CONFORMANCE_SOURCES "/node-side.mjs"),
                                QStringLiteral(RUDDERQT_NODE_SDK), dataPlaneUrl.toString(),
                                outcomesFile};
    QProcess node;
    node.setProcessChannelMode(QProcess::ForwardedChannels);
    node.start(QStringLiteral(RUDDERQT_NODE), arguments + callFiles);
    if (!node.waitForFinished(60000) || node.exitCode() != 0)
        return {};

    QHash<QString, Outcome> outcomes;
    const QJsonArray entries = readJsonFile(outcomesFile).array();
    for (const QJsonValue &entry : entries) {
        const QJsonValue refused = entry[u"refused"_s];
        outcomes.insert(entry[u"id"_s].toString(),
                        refused.isString()
                                ? Outcome::refused(refused.toString())
                                : Outcome::accepted(entry[u"messageId"_s].toVariant().toString()));
    }
    return outcomes;
}
