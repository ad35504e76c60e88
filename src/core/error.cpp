// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/error.h>

#include <QtCore/qdebug.h>
#include <QtCore/qmetaobject.h>

namespace Rudder {

class ErrorData : public QSharedData
{
public:
    ErrorData(Error::Code code, const QString &message) : code(code), message(message) { }

    Error::Code code;
    QString message;
};

/*!
    \class Rudder::Error
    \inmodule RudderQt.Core
    \brief What went wrong: a code to decide by, and a sentence that says what to change.

    An error is a value: it can be copied, compared and kept, in C++ as in QML, and on any thread.
    Decide by code(); the sentence is for people and may change between versions.

    A default-constructed error is no error.
*/

/*!
    \enum Rudder::Error::Code

    A call was refused, nothing of it was recorded:

    \value NoError              All is well.
    \value MissingUser          Neither a userId nor an anonymousId is known. Pass one of them.
    \value MissingEvent         track() got no name of an event. Pass one.
    \value MissingGroupId       group() got no groupId. Pass one.
    \value MissingUserId        alias() got no userId, the new id. Pass one.
    \value MissingPreviousId    alias() got no previousId, and none is known. Pass one.
    \value WrongType            An argument has a type that this call can't take; the sentence names
                                it. Comes from QML, or from a context or integrations of a wrong
                                form.
    \value ConflictingIds       The same id was given twice, with different values. Leave one out.
    \value TooLarge             The event is larger than Configuration::maxEventBytes(). Send less.
    \value TooDeep              The values are nested in more than 200 levels. Flatten them.
    \value Cyclic               A JavaScript object contains itself. Take the reference out.
    \value InboxFull            More was recorded than could be stored until now: either
                                Configuration::maxInternalQueueSize() or maxInternalQueueBytes() is
                                reached. Record less at a time, or raise the limit.
    \value Disabled             The client is switched off, see Analytics::setEnabled().
    \value ShutDown             The client has ended, with the application or before it.
    \value NoClient             Analytics in QML has no client: call Analytics.setup(), or
                                QuickAnalytics::setClient() in C++, first.
    \value InvalidSessionId     The id of a session has fewer than 10 digits, or more than a JSON
                                number holds. Pass the seconds since 1970, or 0.
    \value NoConsent            The user has not consented, or not yet. Ask, and tell the client by
                                Analytics::grantConsent().
    \value UnknownPurpose       Consent was given to a purpose that Configuration::consentPurposes()
                                does not have.
    \value DoNotTrack           The user's environment (DO_NOT_TRACK) or the system's distributor asks
                                that nobody be tracked: the client is off for good.
    \value DroppedByRule        A middleware of the application dropped the event; the sentence
                                names it. Nothing to do if that is what it is for.

    The client can't work as it is configured:

    \value MissingWriteKey      There is no write key. Set the one of the source.
    \value InvalidDataPlaneUrl  The data plane URL is not an http or https address with a host.
                                Correct it.
    \value InvalidConfiguration What Configuration::readOptions(), readJson() or readEnvironment()
                                read can't be used, and nothing of it is. The message has a sentence
                                for each fault, a line each: correct them.

    The queue:

    \value StorageUnavailable   The queue can't be kept on disk now; events wait in memory, and move
                                to disk when it works again. Check the Qt SQLite driver, the folder,
                                and its permissions.
    \value StorageFailed        Writing to the queue on disk failed, for example as the disk is
                                full. Events wait in memory until it works again.
    \value StorageDamaged       The queue on disk was damaged, by a failing disk for example. What
                                could be read was saved; the sentence says how many events, and where
                                the damaged file is kept.

    Delivery; the events are kept and sent later:

    \value NetworkFailed        The data plane or the control plane was not reached. Nothing to do
                                if the device is offline; else check the address, the proxy and the
                                certificates.
    \value ServerFailed         The data plane answered that it can't take events now.
    \value ServerRefused        The data plane refused the request, for example for a wrong write
                                key, and the sentence has its words; or the control plane says that
                                the write key is wrong or the source switched off.
    \value TimedOut             A flush did not end within the time it was given.
    \value EventsFailed         The data plane refused some of a flush's events, or was tried too
                                often with them: they are among Analytics::failedEvents().
*/

/*!
    Constructs no error: NoError with an empty message.
*/
Error::Error() = default;

/*!
    Constructs an error of \a code, with \a message as the sentence for people.
*/
Error::Error(Code code, const QString &message) : d(new ErrorData(code, message)) { }

Error::Error(const Error &other) = default;
Error::Error(Error &&other) noexcept = default;
Error &Error::operator=(const Error &other) = default;
Error &Error::operator=(Error &&other) noexcept = default;
Error::~Error() = default;

/*!
    \fn bool Error::isError() const

    Returns whether code() is another than NoError.
*/

/*!
    \property Rudder::Error::code
    \brief What went wrong, to decide by.
*/
Error::Code Error::code() const
{
    return d ? d->code : Code::NoError;
}

/*!
    \property Rudder::Error::message
    \brief What went wrong and what to change: an English sentence.
*/
QString Error::message() const
{
    return d ? d->message : QString();
}

/*!
    Returns whether \a a and \a b have the same code and the same message.
*/
bool operator==(const Error &a, const Error &b)
{
    return a.d == b.d || (a.code() == b.code() && a.message() == b.message());
}

/*!
    Writes \a error to \a debug.
*/
QDebug operator<<(QDebug debug, const Error &error)
{
    const QDebugStateSaver saver(debug);
    const char *code = QMetaEnum::fromType<Error::Code>().valueToKey(int(error.code()));
    debug.nospace() << "Rudder::Error(" << (code ? code : "unknown");
    if (!error.message().isEmpty())
        debug << ", " << error.message();
    debug << ')';
    return debug;
}

} // namespace Rudder
