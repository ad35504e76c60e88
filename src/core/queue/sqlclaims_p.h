// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_SQLCLAIMS_P_H
#define RUDDERQT_SQLCLAIMS_P_H

#include "error.h"
#include "queue/eventstore_p.h"
#include "queue/livingclients_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace Rudder {

class SqlConnection;

// Which client of the queue is sending what: a row for each, that it renews with each batch and
// removes when it has nothing to send. A row counts as long as its client may be alive and its time
// is not up. The caller has a transaction open for all that writes.
class SqlClaims
{
public:
    struct Others
    {
        std::vector<IdRange> ranges;     // of those that are alive, rising
        std::vector<IdRange> ofAll;      // those of them that one sends for all
        std::optional<qint64> heldUntil; // by the boot clock; none: nobody else sends
    };

    explicit SqlClaims(const SqlConnection *connection);

    // This client lives, on the file that the connection has open; and no more.
    void begin();
    void end() { m_living.clear(); }
    // Where each client sends its own events. Else it sends for all, and its number is negative.
    void setEachSends(bool eachSends);

    Error readOthers(qint64 bootClock, Others *others) const;
    // Those of processes that are gone and have left nothing.
    Error removeDead() const;

    // Where each client sends its own events, its row says that it is there, from its first event on.
    qint64 client() const { return m_client; }
    Error enrol(qint64 until) const;
    // Clients that are gone, and whose events none takes care of; nobody's too. Takes away from those
    // that this one does who is not gone after all: a lease ended.
    Error findDead(qint64 bootClock, std::set<qint64> *inherited, std::set<qint64> *dead) const;
    // What they recorded is this one's from now on.
    Error inherit(const std::set<qint64> &dead, qint64 until);
    // But for these: the others are let go, or were not had.
    void keepLiving(const std::set<qint64> &inherited);
    QStringList livingOthers(const std::set<qint64> &inherited) const;
    // Others may inherit what is left of these and of this client.
    Error resign(const std::set<qint64> &clients) const;
    // This client's, in place of what it had.
    Error set(const IdRange &range, qint64 until) const;
    // Of these clients, and this one.
    Error remove(const std::set<qint64> &clients = {}) const;

    static constexpr qint64 nobody = 0;

private:
    bool mayLive(qint64 client, const QByteArray &process) const;
    void liveAs(qint64 client);
    Error removeIdle(const QString &condition) const;
    QString among(const std::set<qint64> &clients) const;

    const SqlConnection *m_connection;
    const QByteArray m_process;
    qint64 m_client;                         // tells the clients of one process apart
    std::map<qint64, LivingClient> m_living; // this one, and those that it inherited
};

// The condition that an id is in none of them.
QString outside(const std::vector<IdRange> &ranges);

} // namespace Rudder

#endif
