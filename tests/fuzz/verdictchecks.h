// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FUZZ_VERDICTCHECKS_H
#define RUDDERQT_FUZZ_VERDICTCHECKS_H

#include "delivery/sourcestate_p.h"
#include "delivery/verdict_p.h"

// What docs/delivery.md promises of any answer.
void checkVerdict(const Rudder::Verdict &verdict, const Rudder::Answer &answer,
                  const Rudder::SentRequest &sent);
// The same for one of a control plane.
void checkSourceAnswer(const Rudder::SourceAnswer &said, const Rudder::Answer &answer,
                       const QByteArrayList &secrets);

#endif
