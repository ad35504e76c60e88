// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include <RudderQt/CallOptions>
#include <RudderQt/Error>
#include <RudderQt/FlushResult>
#include <RudderQt/Receipt>

#include "calloptions_p.h"

#include <QtCore/qdebug.h>
#include <QtCore/qmetaobject.h>
#include <QtCore/qtimezone.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using Rudder::CallOptions;
using Rudder::CallOptionsData;
using Rudder::Error;
using Rudder::FlushResult;
using Rudder::Receipt;

namespace {

template <typename Value> QString inDebug(const Value &value)
{
    QString text;
    QDebug(&text).nospace() << value;
    return text;
}

// As QML sees it.
template <typename Gadget> QVariant propertyOf(const Gadget &gadget, const char *name)
{
    const QMetaObject &meta = Gadget::staticMetaObject;
    return meta.property(meta.indexOfProperty(name)).readOnGadget(&gadget);
}

} // namespace

class tst_Error : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDefaultErrorIsNone();
    void anErrorHasItsCodeAndMessage();
    void errorsAreEqualByCodeAndMessage();
    void copiesAreAlikeAndMovedOnesAreEmpty();
    void errorsGoThroughVariantsAndProperties();
    void debugNamesTheCode();
    void anAcceptedReceiptHasItsMessageId();
    void aRefusedReceiptHasItsError();
    void aDefaultReceiptIsNeither();
    void aFlushResultHasWhatItWasMadeOf();
    void callOptionsKeepWhatIsSet();
    void callOptionsWithoutAnythingHaveNoData();
};

void tst_Error::aDefaultErrorIsNone()
{
    const Error error;
    QVERIFY(!error.isError());
    QCOMPARE(error.code(), Error::Code::NoError);
    QCOMPARE(error.message(), QString());
}

void tst_Error::anErrorHasItsCodeAndMessage()
{
    const Error error(Error::Code::TooLarge, u"Send less."_s);
    QVERIFY(error.isError());
    QCOMPARE(error.code(), Error::Code::TooLarge);
    QCOMPARE(error.message(), u"Send less."_s);
}

void tst_Error::errorsAreEqualByCodeAndMessage()
{
    const Error error(Error::Code::TooLarge, u"Send less."_s);
    QVERIFY(error == Error(Error::Code::TooLarge, u"Send less."_s));
    QVERIFY(error != Error(Error::Code::TooDeep, u"Send less."_s));
    QVERIFY(error != Error(Error::Code::TooLarge, u"Send more."_s));
    QVERIFY(error != Error());
    QVERIFY(Error() == Error(Error::Code::NoError, QString()));
}

void tst_Error::copiesAreAlikeAndMovedOnesAreEmpty()
{
    Error error(Error::Code::TooLarge, u"Send less."_s);
    Error copy;
    copy = error;
    QCOMPARE(copy, error);
    const Error moved = std::move(copy);
    QCOMPARE(moved, error);
    QVERIFY(!copy.isError()); // NOLINT(bugprone-use-after-move)
    copy = moved;
    QCOMPARE(copy, error);
}

void tst_Error::errorsGoThroughVariantsAndProperties()
{
    const Error error(Error::Code::ShutDown, u"Too late."_s);
    QVERIFY(QVariant::fromValue(error) == QVariant::fromValue(error));
    QCOMPARE(QVariant::fromValue(error).value<Error>(), error);
    QCOMPARE(propertyOf(error, "code").value<Error::Code>(), Error::Code::ShutDown);
    QCOMPARE(propertyOf(error, "message").toString(), u"Too late."_s);
}

void tst_Error::debugNamesTheCode()
{
    QCOMPARE(inDebug(Error(Error::Code::TooLarge, u"Send less."_s)),
             uR"(Rudder::Error(TooLarge, "Send less."))"_s);
    QCOMPARE(inDebug(Error()), u"Rudder::Error(NoError)"_s);
    QCOMPARE(inDebug(Error(Error::Code(4711), {})), u"Rudder::Error(unknown)"_s);
}

void tst_Error::anAcceptedReceiptHasItsMessageId()
{
    const Receipt receipt = Receipt::acceptedAs("id-é");
    QVERIFY(receipt.accepted());
    QCOMPARE(receipt.messageId(), u"id-é"_s);
    QVERIFY(!receipt.error().isError());
    QCOMPARE(propertyOf(receipt, "accepted").toBool(), true);
    QCOMPARE(propertyOf(receipt, "messageId").toString(), u"id-é"_s);
    QCOMPARE(inDebug(receipt), uR"(Rudder::Receipt(accepted as "id-é"))"_s);
}

void tst_Error::aRefusedReceiptHasItsError()
{
    const Error error(Error::Code::MissingEvent, u"Name it."_s);
    const Receipt receipt = Receipt::refused(error);
    QVERIFY(!receipt.accepted());
    QCOMPARE(receipt.messageId(), QString());
    QCOMPARE(receipt.error(), error);
    QCOMPARE(propertyOf(receipt, "error").value<Error>(), error);
    QCOMPARE(inDebug(receipt),
             uR"(Rudder::Receipt(refused, Rudder::Error(MissingEvent, "Name it.")))"_s);
}

void tst_Error::aDefaultReceiptIsNeither()
{
    const Receipt receipt;
    QVERIFY(!receipt.accepted());
    QVERIFY(!receipt.error().isError());
}

void tst_Error::aFlushResultHasWhatItWasMadeOf()
{
    const Error error(Error::Code::TimedOut, u"Later."_s);
    const FlushResult result(3, 4, error);
    QCOMPARE(result.delivered(), 3);
    QCOMPARE(result.remaining(), 4);
    QCOMPARE(result.error(), error);
    QCOMPARE(propertyOf(result, "delivered").toLongLong(), 3);
    QCOMPARE(propertyOf(result, "remaining").toLongLong(), 4);
    QCOMPARE(propertyOf(result, "error").value<Error>(), error);
    QCOMPARE(inDebug(result),
             u"Rudder::FlushResult(delivered 3, remaining 4, "
             u"Rudder::Error(TimedOut, \"Later.\"))"_s);

    const FlushResult none;
    QCOMPARE(none.delivered(), 0);
    QCOMPARE(none.remaining(), 0);
    QVERIFY(!none.error().isError());
}

void tst_Error::callOptionsKeepWhatIsSet()
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(5, QTimeZone::utc());
    const CallOptions options = CallOptions()
                                        .setUserId(u"u"_s)
                                        .setAnonymousId(u"a"_s)
                                        .setCategory(u"c"_s)
                                        .setContext({{u"ip"_s, u"::1"_s}})
                                        .setIntegrations({{u"All"_s, true}})
                                        .setTimestamp(time)
                                        .setMessageId(u"m"_s)
                                        .setTraits({{u"age"_s, 3}});
    const CallOptions copy = options;
    QCOMPARE(copy.userId(), u"u"_s);
    QCOMPARE(copy.anonymousId(), u"a"_s);
    QCOMPARE(copy.category(), u"c"_s);
    QCOMPARE(copy.context().toJson(), R"({"ip":"::1"})");
    QCOMPARE(copy.integrations().toJson(), R"({"All":true})");
    QCOMPARE(copy.timestamp(), time);
    QCOMPARE(copy.messageId(), u"m"_s);
    QCOMPARE(copy.traits().toJson(), R"({"age":3})");

    CallOptions changed = copy;
    changed.setUserId(u"other"_s);
    QCOMPARE(copy.userId(), u"u"_s);
    QCOMPARE(changed.userId(), u"other"_s);
    QCOMPARE(changed.category(), u"c"_s);
    QCOMPARE(CallOptionsData::of(changed)->userId, u"other"_s);
}

void tst_Error::callOptionsWithoutAnythingHaveNoData()
{
    const CallOptions options;
    QCOMPARE(CallOptionsData::of(options), nullptr);
    QVERIFY(options.userId().isNull());
    QVERIFY(options.context().isNull());
    QVERIFY(!options.timestamp().isValid());
    QVERIFY(options.traits().isNull());
}

QTEST_APPLESS_MAIN(tst_Error)

#include "tst_error.moc"
