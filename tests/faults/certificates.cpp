// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "certificates.h"

#include <QtCore/qfile.h>
#include <QtCore/qprocess.h>
#include <QtCore/qstandardpaths.h>
#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslkey.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

// What "openssl ca" asks for; "openssl x509" could not make a certificate that has expired.
constexpr char authorityConfiguration[] = R"(
[ca]
default_ca = authority
[authority]
database = index
new_certs_dir = .
certificate = authority.pem
private_key = authority.key
default_md = sha256
default_days = 30
rand_serial = yes
unique_subject = no
copy_extensions = copy
policy = policy
[policy]
commonName = supplied
)";

QStringList newKey(const QString &algorithm)
{
    if (algorithm == u"EC"_s)
        return {u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s};
    return {u"-newkey"_s, algorithm};
}

} // namespace

bool Certificates::canBeMade()
{
    return !QStandardPaths::findExecutable(u"openssl"_s).isEmpty();
}

bool Certificates::make(const QList<Subject> &subjects)
{
    return makeAuthority()
            && std::all_of(subjects.begin(), subjects.end(),
                           [this](const Subject &subject) { return makeSigned(subject); });
}

QSslCertificate Certificates::certificate(const QString &name) const
{
    return QSslCertificate(read(name + u".pem"));
}

QSslKey Certificates::key(const QString &name) const
{
    return QSslKey(read(name + u".key"), QSsl::Ec);
}

QByteArray Certificates::pin(const QString &name) const
{
    return read(name + u".pin").toBase64();
}

bool Certificates::makeAuthority()
{
    return write(u"configuration"_s, authorityConfiguration) && write(u"index"_s, {})
            && openssl(QStringList{u"req"_s, u"-x509"_s} + newKey(u"EC"_s)
                       + QStringList{u"-nodes"_s, u"-subj"_s, u"/CN=authority"_s, u"-days"_s,
                                     u"30"_s, u"-keyout"_s, u"authority.key"_s, u"-out"_s,
                                     u"authority.pem"_s})
            && makePin(u"authority"_s);
}

bool Certificates::makeSigned(const Subject &subject)
{
    const QString &name = subject.name;
    QStringList period;
    if (subject.isExpired)
        period = {u"-startdate"_s, u"20200101000000Z"_s, u"-enddate"_s, u"20200201000000Z"_s};
    return openssl(QStringList{u"req"_s} + newKey(subject.keyAlgorithm)
                   + QStringList{u"-nodes"_s, u"-subj"_s, u"/CN="_s + name, u"-addext"_s,
                                 u"subjectAltName="_s + subject.alternativeNames, u"-keyout"_s,
                                 name + u".key", u"-out"_s, name + u".request"})
            && openssl(QStringList{u"ca"_s, u"-batch"_s, u"-notext"_s, u"-config"_s,
                                   u"configuration"_s, u"-in"_s, name + u".request", u"-out"_s,
                                   name + u".pem"}
                       + period)
            && write(name + u".chain", read(name + u".pem") + read(u"authority.pem"_s))
            && makePin(name);
}

bool Certificates::makePin(const QString &name)
{
    return openssl({u"x509"_s, u"-in"_s, name + u".pem", u"-pubkey"_s, u"-noout"_s, u"-out"_s,
                    name + u".public"})
            && openssl({u"pkey"_s, u"-pubin"_s, u"-in"_s, name + u".public", u"-outform"_s,
                        u"der"_s, u"-out"_s, name + u".spki"})
            && openssl({u"dgst"_s, u"-sha256"_s, u"-binary"_s, u"-out"_s, name + u".pin",
                        name + u".spki"});
}

bool Certificates::openssl(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"openssl"_s, arguments);
    const bool isDone = process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
            && process.exitCode() == 0;
    if (!isDone)
        qWarning("openssl %s: %s", qPrintable(arguments.join(u' ')), process.readAll().constData());
    return isDone;
}

bool Certificates::write(const QString &name, const QByteArray &bytes) const
{
    QFile target(file(name));
    return target.open(QFile::WriteOnly) && target.write(bytes) == bytes.size();
}

QByteArray Certificates::read(const QString &name) const
{
    QFile source(file(name));
    return source.open(QFile::ReadOnly) ? source.readAll() : QByteArray();
}
