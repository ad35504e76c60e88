// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "configurationfaults_p.h"

namespace Rudder {

void ConfigurationFaults::add(const QString &sentence)
{
    constexpr qsizetype most = 20;
    if (m_sentences.size() < most)
        m_sentences.append(sentence);
    else
        ++m_others;
}

Error ConfigurationFaults::toError() const
{
    if (m_sentences.isEmpty())
        return {};
    QStringList lines = m_sentences;
    if (m_others > 0)
        lines.append(QStringLiteral("And %1 more.").arg(m_others));
    return Error(Error::Code::InvalidConfiguration, lines.join(u'\n'));
}

QString quotable(const QString &name)
{
    constexpr qsizetype most = 64;
    QString quoted = name.left(most);
    for (QChar &character : quoted) {
        if (!character.isPrint())
            character = u'?';
    }
    return name.size() > most ? quoted + u'…' : quoted;
}

} // namespace Rudder
