// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef CHILDPROCESS_H
#define CHILDPROCESS_H

#include <QJsonObject>
#include <QProcess>
#include <QUrl>

// A program of ours with its standard output, line by line.
class ChildProcess : public QProcess
{
    Q_OBJECT

public:
    explicit ChildProcess(const QString &program);
    ~ChildProcess() override;

    bool hasEnded() const { return state() == NotRunning; }
    // What follows \a prefix in each complete line that begins with it.
    QStringList linesAfter(const QString &prefix) const;

private:
    QByteArray m_output;
};

class DataPlaneProcess : public ChildProcess
{
    Q_OBJECT

public:
    explicit DataPlaneProcess(const QString &outputFile);

    bool listen(quint16 port = 0);
    QUrl url() const { return m_url; }
    QList<QJsonObject> events() const;

private:
    QString m_outputFile;
    QUrl m_url;
};

class ExampleProcess : public ChildProcess
{
    Q_OBJECT

public:
    ExampleProcess(const QString &program, const QString &home, const QUrl &dataPlaneUrl);

    QStringList recorded() const { return linesAfter(QStringLiteral("recorded ")); }
    // What the example has reported as stored; empty as long as it has reported nothing.
    QStringList stored() const;
};

#endif
