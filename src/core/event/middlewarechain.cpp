// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "event/middlewarechain_p.h"

#include "event/logging_p.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace Rudder {

using namespace Qt::StringLiterals;

namespace {

// The chains that are running on a thread, each inside of the one before: a middleware may make a
// call to another client, which has functions of its own.
class Run
{
public:
    explicit Run(const MiddlewareChain *chain) : m_chain(chain), m_outer(innermost)
    {
        innermost = this;
    }
    ~Run() { innermost = m_outer; }
    Q_DISABLE_COPY_MOVE(Run)

    static bool isUnderWay(const MiddlewareChain *chain)
    {
        for (const Run *run = innermost; run; run = run->m_outer) {
            if (run->m_chain == chain)
                return true;
        }
        return false;
    }

private:
    static thread_local const Run *innermost;

    const MiddlewareChain *const m_chain;
    const Run *const m_outer;
};

thread_local const Run *Run::innermost = nullptr;

Error refusalOf(const QString &name, const Middleware &function)
{
    if (name.isEmpty())
        return Error(Error::Code::WrongType, u"A middleware needs a name."_s);
    if (!function) {
        return Error(
                Error::Code::WrongType,
                u"The middleware \"%1\" is an empty function. Pass one that can be called."_s.arg(
                        name));
    }
    return {};
}

} // namespace

struct MiddlewareChain::Entry
{
    Entry(QString name, Middleware function) : name(std::move(name)), function(std::move(function))
    {
    }

    // None: it failed, and was told.
    std::optional<std::optional<EventDraft>> call(const EventDraft &draft) const;
    void tellOnce(const char *what) const;

    const QString name;
    const Middleware function;
    mutable std::atomic<bool> isFailing = false;
};

std::optional<std::optional<EventDraft>> MiddlewareChain::Entry::call(const EventDraft &draft) const
{
    try {
        std::optional<EventDraft> result = function(draft);
        if (isFailing.load(std::memory_order_relaxed))
            isFailing.store(false, std::memory_order_relaxed);
        return result;
    } catch (const std::exception &exception) {
        tellOnce(exception.what());
    } catch (...) {
        tellOnce("something that is no std::exception");
    }
    return std::nullopt;
}

void MiddlewareChain::Entry::tellOnce(const char *what) const
{
    if (isFailing.exchange(true, std::memory_order_relaxed))
        return;
    qCWarning(lcMiddleware).nospace()
            << "The middleware " << name << " threw: " << what
            << ". Events pass it unchanged when it does; this is said again only after it worked.";
}

MiddlewareChain::MiddlewareChain() : m_entries(std::make_shared<const Entries>()) { }

MiddlewareChain::~MiddlewareChain() = default;

Error MiddlewareChain::add(const QString &name, Middleware function)
{
    if (const Error error = refusalOf(name, function); error.isError())
        return error;
    const auto entry = std::make_shared<const Entry>(name, std::move(function));
    const std::lock_guard lock(m_mutex);
    Entries entries = *m_entries;
    const bool isThere = std::any_of(entries.cbegin(), entries.cend(),
                                     [&](const auto &other) { return other->name == name; });
    if (isThere) {
        return Error(Error::Code::ConflictingIds,
                     u"There is a middleware \"%1\" already. Remove it first, or name this one "
                     "differently."_s.arg(name));
    }
    entries.push_back(entry);
    replace(std::move(entries));
    return {};
}

bool MiddlewareChain::remove(const QString &name)
{
    // What the function holds ends with the last list that has it: here, after the lock, for it may
    // do anything then; or with a run that is under way.
    std::shared_ptr<const Entries> before;
    const std::lock_guard lock(m_mutex);
    before = m_entries;
    Entries entries;
    for (const auto &entry : *before) {
        if (entry->name != name)
            entries.push_back(entry);
    }
    if (entries.size() == before->size())
        return false;
    replace(std::move(entries));
    return true;
}

void MiddlewareChain::replace(Entries entries)
{
    m_entries = std::make_shared<const Entries>(std::move(entries));
    m_isEmpty.store(m_entries->empty(), std::memory_order_relaxed);
}

std::shared_ptr<const MiddlewareChain::Entries> MiddlewareChain::entries() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries;
}

QStringList MiddlewareChain::names() const
{
    QStringList names;
    for (const auto &entry : *entries())
        names.append(entry->name);
    return names;
}

bool MiddlewareChain::isRunning() const
{
    return Run::isUnderWay(this);
}

MiddlewareChain::Outcome MiddlewareChain::run(EventDraft draft) const
{
    if (isEmpty() || isRunning())
        return {std::move(draft), {}};
    const Run run(this);
    const std::shared_ptr<const Entries> current = entries();
    for (const auto &entry : *current) {
        std::optional<std::optional<EventDraft>> result = entry->call(draft);
        if (!result)
            continue;
        if (!*result)
            return {std::nullopt, entry->name};
        draft = **std::move(result);
    }
    return {std::move(draft), {}};
}

Error droppedByRule(const QString &middleware)
{
    return Error(Error::Code::DroppedByRule,
                 u"The middleware \"%1\" dropped the event."_s.arg(middleware));
}

} // namespace Rudder
