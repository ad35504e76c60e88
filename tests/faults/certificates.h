// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_TEST_CERTIFICATES_H
#define RUDDERQT_TEST_CERTIFICATES_H

#include <QtCore/qlist.h>
#include <QtCore/qtemporarydir.h>

QT_BEGIN_NAMESPACE
class QSslCertificate;
class QSslKey;
QT_END_NAMESPACE

// A private authority and what it signs, made anew by the program openssl: <name>.pem, <name>.key
// and, with the authority's certificate, <name>.chain.
class Certificates
{
public:
    struct Subject
    {
        QString name;
        QString alternativeNames = QStringLiteral("DNS:localhost,IP:127.0.0.1");
        QString keyAlgorithm = QStringLiteral("EC");
        bool isExpired = false;
    };

    static bool canBeMade();
    // An authority called "authority", and what it signs.
    bool make(const QList<Subject> &subjects);

    QString file(const QString &name) const { return m_folder.filePath(name); }
    QSslCertificate certificate(const QString &name) const;
    QSslKey key(const QString &name) const;
    // As openssl computes it.
    QByteArray pin(const QString &name) const;

private:
    bool makeAuthority();
    bool makeSigned(const Subject &subject);
    bool makePin(const QString &name);
    bool openssl(const QStringList &arguments) const;
    bool write(const QString &name, const QByteArray &bytes) const;
    QByteArray read(const QString &name) const;

    QTemporaryDir m_folder;
};

#endif
