// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QProcess>
#include <QStringList>
#include <QUrl>

/// The program itself, from its first line to its exit.
class RunningDataPlane
{
public:
    struct End
    {
        int exitCode = -1;
        QByteArrayList lines;
        QByteArray errors;
    };

    explicit RunningDataPlane(const QStringList &options = {});
    ~RunningDataPlane();

    QByteArray firstLine() const { return m_firstLine; }
    quint16 port() const;
    QUrl url(const QString &path) const;

    QByteArray nextLine();
    void sendSignal(int signal);
    void closeInput();
    End waitForEnd();
    End terminate();

private:
    QProcess m_process;
    QByteArray m_firstLine;
};
