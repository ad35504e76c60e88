// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// An answer as anybody between here and the data plane, or the control plane, may write it, and the
// tables of docs/delivery.md.
//
// The input: a byte of flags, and the answer as it is on the wire.

#include "verdictchecks.h"

#include <QtCore/qlist.h>

#include <utility>

using namespace Rudder;

namespace {

enum Flag { Compressed = 1, Sent = 2, Secure = 4, ClockIsOff = 8, HasErrorText = 16 };

Answer answerOf(const QByteArray &wire, int flags)
{
    Answer answer;
    answer.requestWasSent = flags & Sent;
    if (!wire.startsWith("HTTP/")) { // there was none
        answer.error = QNetworkReply::NetworkError(flags);
        if (flags & HasErrorText)
            answer.errorText = QString::fromUtf8(wire);
        return answer;
    }
    const qsizetype end = wire.indexOf("\r\n\r\n");
    QList<QByteArray> lines = wire.left(end).replace("\r\n", "\n").split('\n');
    answer.status = lines.takeFirst().simplified().split(' ').value(1).toInt();
    for (const QByteArray &line : std::as_const(lines)) {
        if (const qsizetype colon = line.indexOf(':'); colon > 0)
            answer.headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
    }
    if (end >= 0)
        answer.body = wire.mid(end + 4);
    return answer;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    if (size == 0)
        return 0;
    const int flags = data[0];
    const QByteArray wire(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    const SentRequest sent{QUrl(QLatin1String(flags & Secure ? "https://dp.example.com/v1/batch"
                                                             : "http://dp.example.com/v1/batch")),
                           bool(flags & Compressed),
                           {"SECRET"}};
    const qint64 clock = flags & ClockIsOff ? 0 : 1'767'225'600'000;

    const Answer answer = answerOf(wire, flags);
    checkVerdict(verdictFor(answer, sent, clock), answer, sent);
    checkSourceAnswer(sourceAnswer(answer, sent.secrets, clock), answer, sent.secrets);
    return 0;
}
