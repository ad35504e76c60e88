// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "misbehaviour.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace Rudder::DataPlane {

using namespace Qt::StringLiterals;

const std::array<MisbehaviourSetting, 5> misbehaviourSettings = {{
        {"fail", "fail", &Misbehaviour::fail, 300, 599},
        {"times", "times", &Misbehaviour::times, 1, 1'000'000'000},
        {"retry-after", "retryAfter", &Misbehaviour::retryAfter, 0, 1'000'000'000},
        {"latency", "latency", &Misbehaviour::latency, 0, 3'600'000},
        {"drop", "drop", &Misbehaviour::drop, 0, 1'000'000'000},
}};

bool MisbehaviourSetting::allows(double number) const
{
    return number >= least && number <= most && std::floor(number) == number;
}

QString MisbehaviourSetting::outOfRange() const
{
    return u"must be a whole number from %1 to %2"_s.arg(least).arg(most);
}

/*!
    Returns what \a json, an object, says, or a sentence about what is wrong with it. What it leaves
    out is as in a well-behaved data plane.
*/
std::variant<Misbehaviour, QString> Misbehaviour::fromJson(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return u"the body must be a JSON object"_s;

    Misbehaviour misbehaviour;
    const QJsonObject object = document.object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString key = it.key();
        if (key == "disabled"_L1) {
            if (!it->isBool())
                return u"disabled must be true or false"_s;
            misbehaviour.disabled = it->toBool();
            continue;
        }
        const auto setting = std::find_if(
                misbehaviourSettings.begin(), misbehaviourSettings.end(),
                [&key](const auto &candidate) { return key == QLatin1String(candidate.key); });
        if (setting == misbehaviourSettings.end())
            return QString(u"there is no \""_s % key % u"\""_s);
        if (!it->isDouble() || !setting->allows(it->toDouble()))
            return QString(key % u' ' % setting->outOfRange());
        misbehaviour.*(setting->value) = int(it->toDouble());
    }
    if (const auto contradiction = misbehaviour.contradiction())
        return *contradiction;
    return misbehaviour;
}

/*!
    Returns a sentence about two settings that make no sense together, if there are such.
*/
std::optional<QString> Misbehaviour::contradiction() const
{
    if (times && !fail)
        return u"times says how often to fail, so it needs fail"_s;
    if (retryAfter && !fail)
        return u"retry-after goes with a failure, so it needs fail"_s;
    if (disabled && fail)
        return u"disabled answers 404 and fail another status: only one of them can be"_s;
    return std::nullopt;
}

/*!
    Returns the answer of a request that is to fail, and counts it; nothing if all is to go well.
*/
std::optional<Answer> Misbehaviour::takeFailure()
{
    if (!fail || times == 0)
        return std::nullopt;
    if (times)
        --*times;
    Answer answer{*fail, "failing as told"_ba, {}};
    if (retryAfter)
        answer.headers.append({"Retry-After"_ba, QByteArray::number(*retryAfter)});
    return answer;
}

/*!
    Returns whether a request is to be left without an answer, and counts it.
*/
bool Misbehaviour::takeDrop()
{
    if (drop.value_or(0) == 0)
        return false;
    --*drop;
    return true;
}

std::chrono::milliseconds Misbehaviour::delay() const
{
    return std::chrono::milliseconds(latency.value_or(0));
}

} // namespace Rudder::DataPlane
