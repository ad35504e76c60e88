// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#ifndef RUDDERQT_FUZZ_VERDICTCHECKS_H
#define RUDDERQT_FUZZ_VERDICTCHECKS_H

#include "delivery/verdict_p.h"

// What docs/delivery.md promises of any answer.
void checkVerdict(const Rudder::Verdict &verdict, const Rudder::Answer &answer,
                  const Rudder::SentRequest &sent);

#endif
