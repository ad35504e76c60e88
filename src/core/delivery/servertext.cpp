// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "delivery/servertext_p.h"

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostShown = 200;

// What a web page says first to a person; of anything else, all of it.
QByteArray wordsOf(const QByteArray &body)
{
    constexpr QByteArrayView opening = "<title>";
    const qsizetype begin = body.indexOf(opening);
    const qsizetype end = body.indexOf("</title>", begin);
    if (begin < 0 || end < 0)
        return body;
    return body.mid(begin + opening.size(), end - begin - opening.size());
}

} // namespace

QString shown(QString text)
{
    text.removeIf([](QChar character) {
        return character.category() == QChar::Other_Control && !character.isSpace();
    });
    text = text.simplified().left(mostShown);
    if (!text.isEmpty() && text.back().isHighSurrogate()) // of a pair that was cut
        text.chop(1);
    return text;
}

QByteArray withoutSecrets(QByteArray text, const QByteArrayList &secrets)
{
    for (const QByteArray &secret : secrets) {
        if (!secret.isEmpty())
            text.replace(secret, "***");
    }
    return text;
}

QString serverSaid(const QString &server, const Answer &answer, const QByteArrayList &secrets)
{
    const QString answered = u"The %1 answered %2"_s.arg(server).arg(answer.status);
    // Before it is cut, which could leave half a secret.
    const QByteArray said = wordsOf(withoutSecrets(answer.body, secrets));
    const QString words = shown(QString::fromUtf8(said.left(4 * mostShown)));
    return answered + (words.isEmpty() ? u"."_s : QString(u": "_s + words));
}

} // namespace Rudder
