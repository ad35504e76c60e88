// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_CHILDPROCESS_H
#define RUDDERQT_TEST_CHILDPROCESS_H

#include <QtCore/qjsonobject.h>
#include <QtCore/qprocess.h>
#include <QtCore/qurl.h>

// A program of ours with its standard output, line by line. It does not outlive this object.
class ChildProcess : public QProcess
{
    Q_OBJECT

public:
    explicit ChildProcess(const QString &program);
    ~ChildProcess() override;

    bool hasEnded() const { return state() == NotRunning; }
    // What follows prefix in each complete line that begins with it.
    QStringList linesAfter(const QString &prefix) const;

private:
    QByteArray m_output;
};

// The local data plane as its users start it, and what has arrived there.
class DataPlaneProcess : public ChildProcess
{
    Q_OBJECT

public:
    // program: the rudderqt-dataplane of this build.
    DataPlaneProcess(const QString &program, const QString &outputFile);

    // To be called before listen(): where the bodies of accepted requests go, as lines of JSON.
    void setBodiesFile(const QString &file) { m_bodiesFile = file; }
    bool listen(quint16 port = 0);
    QUrl url() const { return m_url; }
    // How it is to answer from now on, as tools/dataplane/README.md says.
    bool control(const QByteArray &json) const;
    QList<QJsonObject> events() const;

private:
    QString m_outputFile;
    QString m_bodiesFile;
    QUrl m_url;
};

#endif
