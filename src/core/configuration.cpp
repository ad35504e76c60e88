// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "configuration_p.h"

#include "configurationcheck_p.h"

#include <QtCore/qdebug.h>
#include <QtCore/qmetaobject.h>

namespace Rudder {

using namespace std::chrono_literals;

/*!
    \class Rudder::Configuration
    \inmodule RudderQt.Core
    \brief How a client works: every option, in one value.

    \code
    Rudder::Configuration configuration(u"WRITE_KEY"_s, QUrl(u"https://dataplane.example.com"_s));
    configuration.setFlushAt(50).setFlushInterval(1min);
    \endcode

    A configuration is a value, implicitly shared; a client takes a copy, and changes made to it
    afterwards don't reach that client. A value out of its range is never obeyed: the nearest
    allowed one is used in its place, and the logging category \c rudder.configuration says so.
*/

/*!
    \enum Rudder::Configuration::Durability

    What stored events survive.

    \value Normal   The end of the process, by whatever means; the latest ones may be lost with a
                    power failure.
    \value Full     A power failure too, at the price of more and slower writing.
*/

/*!
    \enum Rudder::Configuration::Overflow

    Which events go when Configuration::maxStoredEvents() is reached; Analytics::dropped() tells how
    many went.

    \value DropOldest   The oldest waiting ones.
    \value DropNewest   The new ones.
*/

/*!
    \enum Rudder::Configuration::LifecycleEvent

    What the client records of the application itself, as RudderStack's mobile SDKs do.

    \value None           Nothing.
    \value Installed      "Application Installed", once in this installation.
    \value Updated        "Application Updated", when the application's version is another than the
                          last time.
    \value Opened         "Application Opened", when it starts, and when it comes back to the
                          foreground.
    \value Backgrounded   "Application Backgrounded", when it leaves the foreground.
    \value All            All of these.
*/

/*!
    \enum Rudder::Configuration::ConsentPolicy

    Whether the user is asked first.

    \value NotRequired   Recording needs nobody's consent.
    \value Required      Nothing is recorded, no identifier made and no file written before
                         Analytics::grantConsent().
*/

/*!
    \enum Rudder::Configuration::PendingConsent

    What becomes of events while the user has not decided.

    \value Refuse   Calls are refused with Error::Code::NoConsent.
    \value Hold     The first Configuration::maxPendingEvents() are held in memory, to be recorded
                    when consent is granted and forgotten when it is denied, or the client ends.
*/

/*!
    \enum Rudder::Configuration::MeteredConnections

    What is sent while the system says that the connection is metered, as many a mobile one is.

    \value Use     Everything, as over any other.
    \value Avoid   Nothing but what Analytics::flush() asks for. The rest waits for another
                   connection, within the limits of the queue.
*/

/*!
    Constructs a configuration of defaults, without a write key and data plane URL.
*/
Configuration::Configuration() : d(new ConfigurationData) { }

/*!
    Constructs a configuration of defaults for the source of \a writeKey at \a dataPlaneUrl.
*/
Configuration::Configuration(const QString &writeKey, const QUrl &dataPlaneUrl) : Configuration()
{
    setWriteKey(writeKey);
    setDataPlaneUrl(dataPlaneUrl);
}

Configuration::Configuration(const Configuration &other) = default;
Configuration::Configuration(Configuration &&other) noexcept = default;
Configuration &Configuration::operator=(const Configuration &other) = default;
Configuration &Configuration::operator=(Configuration &&other) noexcept = default;
Configuration::~Configuration() = default;

/*!
    \fn Configuration &Configuration::setWriteKey(const QString &writeKey)
    \fn QString Configuration::writeKey() const

    The write key of the source. White space around it is removed. A client without one records
    nothing and says so.
*/
Configuration &Configuration::setWriteKey(const QString &writeKey)
{
    d->writeKey = writeKey.trimmed();
    return *this;
}

QString Configuration::writeKey() const
{
    return d->writeKey;
}

/*!
    \fn Configuration &Configuration::setDataPlaneUrl(const QUrl &url)
    \fn QUrl Configuration::dataPlaneUrl() const

    The address of the data plane, http or https, to which \c /v1/batch is added; slashes at its end
    are removed. An address that can't be used is kept, and the client says so.
*/
Configuration &Configuration::setDataPlaneUrl(const QUrl &url)
{
    d->dataPlaneUrl = withoutTrailingSlashes(url);
    return *this;
}

QUrl Configuration::dataPlaneUrl() const
{
    return d->dataPlaneUrl;
}

/*!
    \fn Configuration &Configuration::setControlPlaneUrl(const QUrl &url)
    \fn QUrl Configuration::controlPlaneUrl() const

    The address of the control plane, http or https, to which \c /sourceConfig is added. RudderStack's
    own is \c https://api.rudderstack.com. Empty, the default: none is asked; another address that
    can't be used is left out with a warning.

    It is asked when the client starts, by the write key, whether the source is switched on. Until it says
    no, events are sent; then they wait, as with any refusal (Analytics::State::Paused), and it is asked
    again after 15 minutes. pinnedKeys() and extraHeaders() are for the data plane only.
*/
Configuration &Configuration::setControlPlaneUrl(const QUrl &url)
{
    d->controlPlaneUrl = checkedUrl("controlPlaneUrl", url);
    return *this;
}

QUrl Configuration::controlPlaneUrl() const
{
    return d->controlPlaneUrl;
}

/*!
    \fn Configuration &Configuration::setEnabled(bool enabled)
    \fn bool Configuration::isEnabled() const

    Whether the client records and sends at all, as it begins; true by default.

    \sa Analytics::setEnabled()
*/
Configuration &Configuration::setEnabled(bool enabled)
{
    d->enabled = enabled;
    return *this;
}

bool Configuration::isEnabled() const
{
    return d->enabled;
}

/*!
    \fn Configuration &Configuration::setChannel(const QString &channel)
    \fn QString Configuration::channel() const

    The channel that every event names, "mobile" by default; not empty.
*/
Configuration &Configuration::setChannel(const QString &channel)
{
    d->channel = checkedText("channel", channel, ConfigurationData().channel);
    return *this;
}

QString Configuration::channel() const
{
    return d->channel;
}

/*!
    \fn Configuration &Configuration::setFreshAnonymousId(bool fresh)
    \fn bool Configuration::isAnonymousIdFresh() const

    Whether Analytics::identify() with another userId than the remembered one forgets the earlier
    user first, as Analytics::reset() does: with a new anonymousId nothing links the two. False by
    default, as in RudderStack's SDKs: the anonymousId stays that of the installation.
*/
Configuration &Configuration::setFreshAnonymousId(bool fresh)
{
    d->isAnonymousIdFresh = fresh;
    return *this;
}

bool Configuration::isAnonymousIdFresh() const
{
    return d->isAnonymousIdFresh;
}

/*!
    \fn Configuration &Configuration::setAutomaticSessions(bool automatic)
    \fn bool Configuration::hasAutomaticSessions() const

    Whether sessions begin by themselves; true by default. Otherwise there are only those of
    Analytics::startSession().
*/
Configuration &Configuration::setAutomaticSessions(bool automatic)
{
    d->hasAutomaticSessions = automatic;
    return *this;
}

bool Configuration::hasAutomaticSessions() const
{
    return d->hasAutomaticSessions;
}

/*!
    \fn Configuration &Configuration::setSessionTimeout(std::chrono::milliseconds timeout)
    \fn std::chrono::milliseconds Configuration::sessionTimeout() const

    After how long without an event of the remembered user an automatic session is over; the next
    event begins a new one. 1 s to 24 hours. By default 5 minutes on Android and iOS, as in
    RudderStack's mobile SDKs, and 30 minutes elsewhere, as in its JavaScript SDK.
*/
Configuration &Configuration::setSessionTimeout(std::chrono::milliseconds timeout)
{
    d->sessionTimeout = checkedRange("sessionTimeout", timeout, 1s, 24h);
    return *this;
}

std::chrono::milliseconds Configuration::sessionTimeout() const
{
    return d->sessionTimeout;
}

/*!
    \fn Configuration &Configuration::setLifecycleEvents(LifecycleEvents events)
    \fn std::optional<Configuration::LifecycleEvents> Configuration::lifecycleEvents() const

    What the client records of the application itself. Unset, the default, means all in an
    application with a user interface (a QGuiApplication), and nothing in others: a daemon or a
    gateway is not opened by a user.

    A desktop application is in the background when its last window is hidden or minimised, and when it
    quits. The module RudderQt::Quick sees that by itself, RudderQt::Widgets after
    watchApplicationWindows(). Without these two Analytics::setInForeground() tells it, or nothing.
*/
Configuration &Configuration::setLifecycleEvents(LifecycleEvents events)
{
    d->lifecycleEvents = events & LifecycleEvent::All;
    return *this;
}

std::optional<Configuration::LifecycleEvents> Configuration::lifecycleEvents() const
{
    return d->lifecycleEvents;
}

/*!
    \fn Configuration &Configuration::setConsentPolicy(ConsentPolicy policy)
    \fn Configuration::ConsentPolicy Configuration::consentPolicy() const

    Whether the user must consent before anything is recorded; NotRequired by default.
*/
Configuration &Configuration::setConsentPolicy(ConsentPolicy policy)
{
    d->consentPolicy = policy;
    return *this;
}

Configuration::ConsentPolicy Configuration::consentPolicy() const
{
    return d->consentPolicy;
}

/*!
    \fn Configuration &Configuration::setConsentPurposes(const QStringList &purposes)
    \fn QStringList Configuration::consentPurposes() const

    The purposes that the user can consent to one by one: the ids of the categories at
    consentProvider(). Empty by default: there is only one consent to all. The purposes travel in
    each event as \c context.consentManagement, by which RudderStack filters its destinations.
*/
Configuration &Configuration::setConsentPurposes(const QStringList &purposes)
{
    d->consentPurposes = purposes;
    d->consentPurposes.removeAll(QString());
    d->consentPurposes.removeDuplicates();
    return *this;
}

QStringList Configuration::consentPurposes() const
{
    return d->consentPurposes;
}

/*!
    \fn Configuration &Configuration::setConsentProvider(const QString &provider)
    \fn QString Configuration::consentProvider() const

    Whose ids the purposes are, as RudderStack names them: "oneTrust", "ketch", "iubenda", or
    "custom", the default.
*/
Configuration &Configuration::setConsentProvider(const QString &provider)
{
    d->consentProvider =
            checkedText("consentProvider", provider, ConfigurationData().consentProvider);
    return *this;
}

QString Configuration::consentProvider() const
{
    return d->consentProvider;
}

/*!
    \fn Configuration &Configuration::setPendingConsent(PendingConsent pending)
    \fn Configuration::PendingConsent Configuration::pendingConsent() const

    What becomes of events while consent is required and not decided; Refuse by default.
*/
Configuration &Configuration::setPendingConsent(PendingConsent pending)
{
    d->pendingConsent = pending;
    return *this;
}

Configuration::PendingConsent Configuration::pendingConsent() const
{
    return d->pendingConsent;
}

/*!
    \fn Configuration &Configuration::setMaxPendingEvents(int events)
    \fn int Configuration::maxPendingEvents() const

    How many events are held in memory for a decision: 1 to 10,000, 100 by default. Further calls are
    refused with Error::Code::InboxFull.
*/
Configuration &Configuration::setMaxPendingEvents(int events)
{
    d->maxPendingEvents = int(checkedRange("maxPendingEvents", events, 1, 10'000));
    return *this;
}

int Configuration::maxPendingEvents() const
{
    return d->maxPendingEvents;
}

/*!
    \fn Configuration &Configuration::setApplicationBuild(const QString &build)
    \fn QString Configuration::applicationBuild() const

    Which build of the application this is, beside QCoreApplication::applicationVersion(): sent as
    \c app.build in the context. Empty, the default: left out.
*/
Configuration &Configuration::setApplicationBuild(const QString &build)
{
    d->applicationBuild = build;
    return *this;
}

QString Configuration::applicationBuild() const
{
    return d->applicationBuild;
}

/*!
    \fn Configuration &Configuration::setDeviceIdEnabled(bool enabled)
    \fn bool Configuration::isDeviceIdEnabled() const

    Whether the context names the device, as \c device.id; false by default.

    The id is a hash of QSysInfo::machineUniqueId(), keyed with the application's reversed
    organization domain and name: it stays the same when the application is installed anew, and two
    applications can't be joined by it. Left out where the system has no such id, or the application
    no name.

    \note Devices that are made from one image of a system all have the id of that image, unless the
    first start gives them one of their own.
*/
Configuration &Configuration::setDeviceIdEnabled(bool enabled)
{
    d->deviceIdEnabled = enabled;
    return *this;
}

bool Configuration::isDeviceIdEnabled() const
{
    return d->deviceIdEnabled;
}

/*!
    \fn Configuration &Configuration::setFlushAt(int events)
    \fn int Configuration::flushAt() const

    How many waiting events make a batch leave: 1 to 10,000, 20 by default.
*/
Configuration &Configuration::setFlushAt(int events)
{
    d->flushAt = int(checkedRange("flushAt", events, 1, 10'000));
    return *this;
}

int Configuration::flushAt() const
{
    return d->flushAt;
}

/*!
    \fn Configuration &Configuration::setFlushInterval(std::chrono::milliseconds interval)
    \fn std::chrono::milliseconds Configuration::flushInterval() const

    How long the oldest waiting event waits at most for others: 10 ms to 24 h, 20 s by default.
*/
Configuration &Configuration::setFlushInterval(std::chrono::milliseconds interval)
{
    d->flushInterval = checkedRange("flushInterval", interval, 10ms, 24h);
    return *this;
}

std::chrono::milliseconds Configuration::flushInterval() const
{
    return d->flushInterval;
}

/*!
    \fn Configuration &Configuration::setMaxBatchEvents(int events)
    \fn int Configuration::maxBatchEvents() const

    How many events a batch has at most: 1 to 10,000, 500 by default.
*/
Configuration &Configuration::setMaxBatchEvents(int events)
{
    d->maxBatchEvents = int(checkedRange("maxBatchEvents", events, 1, 10'000));
    return *this;
}

int Configuration::maxBatchEvents() const
{
    return d->maxBatchEvents;
}

/*!
    \fn Configuration &Configuration::setMaxBatchBytes(qint64 bytes)
    \fn qint64 Configuration::maxBatchBytes() const

    How large a batch is at most before compression: 1,024 to 4,000,000 bytes, 460,800 by default.
    The data plane takes no more than 4,096,000. An event that is larger than this leaves alone.
*/
Configuration &Configuration::setMaxBatchBytes(qint64 bytes)
{
    d->maxBatchBytes = checkedRange("maxBatchBytes", bytes, 1'024, 4'000'000, "bytes");
    return *this;
}

qint64 Configuration::maxBatchBytes() const
{
    return d->maxBatchBytes;
}

/*!
    \fn Configuration &Configuration::setMaxEventBytes(qint64 bytes)
    \fn qint64 Configuration::maxEventBytes() const

    How large an event's JSON is at most; a larger one is refused with Error::Code::TooLarge.
    1,024 to 1,048,576 bytes, 32,768 by default, which is what RudderStack documents as its limit.
*/
Configuration &Configuration::setMaxEventBytes(qint64 bytes)
{
    d->maxEventBytes = checkedRange("maxEventBytes", bytes, 1'024, 1'048'576, "bytes");
    return *this;
}

qint64 Configuration::maxEventBytes() const
{
    return d->maxEventBytes;
}

/*!
    \fn Configuration &Configuration::setMaxAttempts(int attempts)
    \fn int Configuration::maxAttempts() const

    How often an event is tried before it is set aside, to be queued again later: 1 to 1,000, 10 by
    default, as in RudderStack's Node SDK. Only answers of a server that can't take events now
    count; a request that found no server does not.

    \sa FailedEvent::Reason
*/
Configuration &Configuration::setMaxAttempts(int attempts)
{
    d->maxAttempts = int(checkedRange("maxAttempts", attempts, 1, 1'000));
    return *this;
}

int Configuration::maxAttempts() const
{
    return d->maxAttempts;
}

/*!
    \fn Configuration &Configuration::setGzip(bool gzip)
    \fn bool Configuration::gzip() const

    Whether batches are sent compressed; true by default. RudderStack's server understands it since
    version 1.4.
*/
Configuration &Configuration::setGzip(bool gzip)
{
    d->gzip = gzip;
    return *this;
}

bool Configuration::gzip() const
{
    return d->gzip;
}

/*!
    \fn Configuration &Configuration::setQueueName(const QString &name)
    \fn QString Configuration::queueName() const

    The name of the queue and of its files, "rudderEventsQueue" by default. 1 to 64 characters;
    those that a file's name can't have on some system, and dots at the beginning, become
    underscores.
*/
Configuration &Configuration::setQueueName(const QString &name)
{
    d->queueName = checkedFileName("queueName", name, ConfigurationData().queueName);
    return *this;
}

QString Configuration::queueName() const
{
    return d->queueName;
}

/*!
    \fn Configuration &Configuration::setStorageLocation(const QString &folder)
    \fn QString Configuration::storageLocation() const

    The folder of the queue, made when it is not there. Empty, the default, means the application's
    data folder.
*/
Configuration &Configuration::setStorageLocation(const QString &folder)
{
    d->storageLocation = folder;
    return *this;
}

QString Configuration::storageLocation() const
{
    return d->storageLocation;
}

/*!
    \fn Configuration &Configuration::setDurability(Durability durability)
    \fn Configuration::Durability Configuration::durability() const

    What stored events survive; Durability::Normal by default.
*/
Configuration &Configuration::setDurability(Durability durability)
{
    d->durability = durability;
    return *this;
}

Configuration::Durability Configuration::durability() const
{
    return d->durability;
}

/*!
    \fn Configuration &Configuration::setCommitInterval(std::chrono::milliseconds interval)
    \fn std::chrono::milliseconds Configuration::commitInterval() const

    How long events gather in memory before they are written to disk together: 0 to 60 s. 0, the
    default, writes at once, with what has come meanwhile; more saves flash memory. What has gathered is
    also written when a batch leaves, to go with it.

    A queue that is made with an interval has small database pages: of an event a second, sent every 20
    seconds, a quarter as much is written as with usual ones, and less than 2 KB for each.

    It is also how much is lost at most when the process is killed, or when a machine that was put to
    sleep wakes up no more: Qt tells of neither. Nothing is held back any longer once
    QCoreApplication::aboutToQuit() was emitted; and the destructor, the end of the application object
    and \c exit() store what there is. Of a GUI application what has gathered is also stored when the
    user's session ends (QGuiApplication::commitDataRequest()), and when the application is hidden or
    suspended as mobile systems do it (QGuiApplication::applicationState()).
*/
Configuration &Configuration::setCommitInterval(std::chrono::milliseconds interval)
{
    d->commitInterval = checkedRange("commitInterval", interval, 0ms, 60s);
    return *this;
}

std::chrono::milliseconds Configuration::commitInterval() const
{
    return d->commitInterval;
}

/*!
    \fn Configuration &Configuration::setMaxInternalQueueSize(int events)
    \fn int Configuration::maxInternalQueueSize() const

    How many events memory holds at most until they are stored; more are refused with
    Error::Code::InboxFull. 1 to 1,000,000, 20,000 by default.
*/
Configuration &Configuration::setMaxInternalQueueSize(int events)
{
    d->maxInternalQueueSize = int(checkedRange("maxInternalQueueSize", events, 1, 1'000'000));
    return *this;
}

int Configuration::maxInternalQueueSize() const
{
    return d->maxInternalQueueSize;
}

/*!
    \fn Configuration &Configuration::setMaxInternalQueueBytes(qint64 bytes)
    \fn qint64 Configuration::maxInternalQueueBytes() const

    The same in bytes: 64 KiB to 1 GiB, 8 MiB by default.
*/
Configuration &Configuration::setMaxInternalQueueBytes(qint64 bytes)
{
    d->maxInternalQueueBytes =
            checkedRange("maxInternalQueueBytes", bytes, 65'536, 1'073'741'824, "bytes");
    return *this;
}

qint64 Configuration::maxInternalQueueBytes() const
{
    return d->maxInternalQueueBytes;
}

/*!
    \fn Configuration &Configuration::setMaxStoredEvents(qint64 events)
    \fn qint64 Configuration::maxStoredEvents() const

    How many events the queue holds at most, the failed ones counted: 1 to 100,000,000, 100,000 by
    default.

    \sa setOverflow()
*/
Configuration &Configuration::setMaxStoredEvents(qint64 events)
{
    d->maxStoredEvents = checkedRange("maxStoredEvents", events, 1, 100'000'000);
    return *this;
}

qint64 Configuration::maxStoredEvents() const
{
    return d->maxStoredEvents;
}

/*!
    \fn Configuration &Configuration::setMaxStoredBytes(qint64 bytes)
    \fn qint64 Configuration::maxStoredBytes() const

    How many bytes the queue takes on the disk at most, its log counted: 1 MiB to 1 TiB, 64 MiB by
    default. An eighth of it, but no more than 4 MiB, is for the log. Free space is given back to the
    disk. A damaged file that was kept aside is not counted. What clients write beside the queue that
    end while there is no database keeps to the same limit of its own.

    \sa setOverflow()
*/
Configuration &Configuration::setMaxStoredBytes(qint64 bytes)
{
    constexpr qint64 mebibyte = 1024 * 1024;
    d->maxStoredBytes = checkedRange("maxStoredBytes", bytes, mebibyte, mebibyte * mebibyte);
    return *this;
}

qint64 Configuration::maxStoredBytes() const
{
    return d->maxStoredBytes;
}

/*!
    \fn Configuration &Configuration::setMaxEventAge(std::chrono::milliseconds age)
    \fn std::chrono::milliseconds Configuration::maxEventAge() const

    How long an event may wait, among the failed events too: 1 min to 10 years; 0, the default, is
    for ever. Older ones are dropped before they would be sent, and at most once a minute while
    others are recorded; no timer runs for it.

    An event of this boot is as old as the clock says that counts through suspend; one of an earlier
    boot as its originalTimestamp says. A time in the future, or one before 2020, is a wrong clock's,
    and such an event is kept.
*/
Configuration &Configuration::setMaxEventAge(std::chrono::milliseconds age)
{
    constexpr auto tenYears = std::chrono::hours(24 * 3653);
    d->maxEventAge = age == 0ms ? age : checkedRange("maxEventAge", age, 1min, tenYears);
    return *this;
}

std::chrono::milliseconds Configuration::maxEventAge() const
{
    return d->maxEventAge;
}

/*!
    \fn Configuration &Configuration::setMultiProcessor(bool multiProcessor)
    \fn bool Configuration::isMultiProcessor() const

    What happens when several clients, in one process or several, have the same queue open: the same
    folder, queueName(), write key and data plane.

    False, the default: all record, and one sends for all of them, in the order of the calls. When it
    ends, is killed or has nothing to send for a while, another takes its place.

    True: each sends what it recorded itself, so that the order holds within a process only. What one
    leaves that ends or is killed, one other takes over, and sends it first. flush() waits for no events
    of others that live.

    All clients of a queue should have the same value, or the order does not hold.
*/
Configuration &Configuration::setMultiProcessor(bool multiProcessor)
{
    d->multiProcessor = multiProcessor;
    return *this;
}

bool Configuration::isMultiProcessor() const
{
    return d->multiProcessor;
}

/*!
    \fn Configuration &Configuration::setOverflow(Overflow overflow)
    \fn Configuration::Overflow Configuration::overflow() const

    Which events go when the queue is full, by maxStoredEvents() or maxStoredBytes();
    Overflow::DropOldest by default. The oldest are the failed events first, then those that wait.
*/
Configuration &Configuration::setOverflow(Overflow overflow)
{
    d->overflow = overflow;
    return *this;
}

Configuration::Overflow Configuration::overflow() const
{
    return d->overflow;
}

/*!
    \fn Configuration &Configuration::setMeteredConnections(MeteredConnections use)
    \fn Configuration::MeteredConnections Configuration::meteredConnections() const

    Whether events are sent over a metered connection: MeteredConnections::Use by default. The
    system is asked by QNetworkInformation; where it can't tell, no connection is metered. Loopback
    and an address in the place of the data plane's host name are reached in any case.
*/
Configuration &Configuration::setMeteredConnections(MeteredConnections use)
{
    d->meteredConnections = use;
    return *this;
}

Configuration::MeteredConnections Configuration::meteredConnections() const
{
    return d->meteredConnections;
}

/*!
    \fn Configuration &Configuration::setRequestTimeout(std::chrono::milliseconds timeout)
    \fn std::chrono::milliseconds Configuration::requestTimeout() const

    How long a request may go without progress: 100 ms to 10 min, 30 s by default. As long may the
    look-up of the host's name take.
*/
Configuration &Configuration::setRequestTimeout(std::chrono::milliseconds timeout)
{
    d->requestTimeout = checkedRange("requestTimeout", timeout, 100ms, 10min);
    return *this;
}

std::chrono::milliseconds Configuration::requestTimeout() const
{
    return d->requestTimeout;
}

/*!
    \fn Configuration &Configuration::setHttp2Enabled(bool enabled)
    \fn bool Configuration::isHttp2Enabled() const

    Whether HTTP/2 may be used; false by default. It is used only over https, and not with
    pinnedKeys(): up to Qt 6.7.2 (CVE-2024-39936) the request may be on its way before the key can
    be looked at.
*/
Configuration &Configuration::setHttp2Enabled(bool enabled)
{
    d->http2Enabled = enabled;
    return *this;
}

bool Configuration::isHttp2Enabled() const
{
    return d->http2Enabled;
}

/*!
    \fn Configuration &Configuration::setSslConfiguration(const QSslConfiguration &configuration)
    \fn std::optional<QSslConfiguration> Configuration::sslConfiguration() const

    Certificates, keys and protocols for https: the authorities to be trusted, and the certificate
    and key by which this client makes itself known. Not set, Qt's default is used.

    Whatever it says of QSslSocket::PeerVerifyMode, a data plane whose certificate is not valid gets
    nothing.
*/
Configuration &Configuration::setSslConfiguration(const QSslConfiguration &configuration)
{
    d->sslConfiguration = configuration;
    return *this;
}

std::optional<QSslConfiguration> Configuration::sslConfiguration() const
{
    return d->sslConfiguration;
}

/*!
    \fn Configuration &Configuration::setPinnedKeys(const QList<QByteArray> &pins)
    \fn QList<QByteArray> Configuration::pinnedKeys() const

    The public keys of which the data plane's own certificate must have one, besides being valid;
    empty, the default, means any. A key is named as in curl and RFC 7469: Base64 of the SHA-256 of
    its SubjectPublicKeyInfo, with or without "sha256//" before it:

    \code
    openssl s_client -connect dataplane.example.com:443 </dev/null | openssl x509 -pubkey -noout |
        openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64
    \endcode

    To a server with another key nothing is sent and every event is kept. Pin the key of the next
    certificate too, or clients in the field fall silent when it comes. The keys of authorities
    can't be pinned, for a server may send whose certificate it likes: to trust one authority alone,
    name only that one in setSslConfiguration(). What is no pin fits no key and is warned of. A data
    plane by http has no key, and with pins gets nothing.
*/
Configuration &Configuration::setPinnedKeys(const QList<QByteArray> &pins)
{
    d->pinnedKeys = checkedPins(pins);
    return *this;
}

QList<QByteArray> Configuration::pinnedKeys() const
{
    return d->pinnedKeys;
}

/*!
    \fn Configuration &Configuration::setProxy(const QNetworkProxy &proxy)
    \fn std::optional<QNetworkProxy> Configuration::proxy() const

    The proxy to the data plane. Not set, the application's proxy is used.
*/
Configuration &Configuration::setProxy(const QNetworkProxy &proxy)
{
    d->proxy = proxy;
    return *this;
}

std::optional<QNetworkProxy> Configuration::proxy() const
{
    return d->proxy;
}

/*!
    \fn Configuration &Configuration::setExtraHeaders(const QList<Header> &headers)
    \fn QList<Configuration::Header> Configuration::extraHeaders() const

    Headers that every request carries, for a proxy or gateway in front of the data plane. Left out,
    with a warning: headers that make a request what it is (AnonymousId, Authorization, Connection,
    Content-Encoding, Content-Length, Content-Type, Expect, Host, Proxy-Authorization, TE,
    Transfer-Encoding, Upgrade), names that are no HTTP token, and values with line breaks.
*/
Configuration &Configuration::setExtraHeaders(const QList<Header> &headers)
{
    d->extraHeaders = checkedHeaders(headers);
    return *this;
}

QList<Configuration::Header> Configuration::extraHeaders() const
{
    return d->extraHeaders;
}

/*!
    Writes \a configuration to \a debug, but not what is secret: of the write key only whether there
    is one, nothing of the proxy, the headers and what the URL has of a user.
*/
QDebug operator<<(QDebug debug, const Configuration &configuration)
{
    const QDebugStateSaver saver(debug);
    const QString url =
            configuration.dataPlaneUrl().toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    debug.nospace() << "Rudder::Configuration(writeKey "
                    << (configuration.writeKey().isEmpty() ? "not set" : "set") << ", dataPlaneUrl "
                    << url << ", controlPlaneUrl "
                    << configuration.controlPlaneUrl().toDisplayString(QUrl::RemoveUserInfo
                                                                       | QUrl::RemoveQuery)
                    << ", enabled " << configuration.isEnabled() << ", channel "
                    << configuration.channel() << ", applicationBuild "
                    << configuration.applicationBuild() << ", deviceId "
                    << configuration.isDeviceIdEnabled() << ", flushAt " << configuration.flushAt()
                    << ", flushInterval " << configuration.flushInterval().count()
                    << " ms, maxBatchEvents " << configuration.maxBatchEvents()
                    << ", maxBatchBytes " << configuration.maxBatchBytes() << ", maxEventBytes "
                    << configuration.maxEventBytes() << ", maxAttempts "
                    << configuration.maxAttempts() << ", gzip " << configuration.gzip();
    debug << ", freshAnonymousId " << configuration.isAnonymousIdFresh() << ", automaticSessions "
          << configuration.hasAutomaticSessions() << ", sessionTimeout "
          << configuration.sessionTimeout().count() << " ms, lifecycleEvents ";
    if (const auto events = configuration.lifecycleEvents())
        debug << *events;
    else
        debug << "not set";
    debug << ", consentPolicy " << configuration.consentPolicy() << ", consentPurposes "
          << configuration.consentPurposes() << ", consentProvider "
          << configuration.consentProvider() << ", pendingConsent "
          << configuration.pendingConsent() << ", maxPendingEvents "
          << configuration.maxPendingEvents();
    debug << ", queueName " << configuration.queueName() << ", storageLocation "
          << configuration.storageLocation() << ", durability " << configuration.durability()
          << ", commitInterval " << configuration.commitInterval().count()
          << " ms, maxInternalQueueSize " << configuration.maxInternalQueueSize()
          << ", maxInternalQueueBytes " << configuration.maxInternalQueueBytes()
          << ", maxStoredEvents " << configuration.maxStoredEvents() << ", maxStoredBytes "
          << configuration.maxStoredBytes() << ", maxEventAge "
          << configuration.maxEventAge().count() << " ms, multiProcessor "
          << configuration.isMultiProcessor() << ", overflow " << configuration.overflow();
    debug << ", meteredConnections " << configuration.meteredConnections() << ", requestTimeout "
          << configuration.requestTimeout().count() << " ms, http2 "
          << configuration.isHttp2Enabled() << ", sslConfiguration "
          << (configuration.sslConfiguration() ? "set" : "not set") << ", "
          << configuration.pinnedKeys().size() << " pinned keys, proxy "
          << (configuration.proxy() ? "set" : "not set") << ", "
          << configuration.extraHeaders().size() << " extra headers)";
    return debug;
}

} // namespace Rudder
