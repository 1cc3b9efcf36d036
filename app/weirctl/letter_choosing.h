// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/replay_request.h"
#include "app/weirctl/session.h"

#include "core/deadletters/dead_letter_topics.h"

namespace weir::cli {

struct ChosenLetters {
    LetterSelection selection;
    /// False: some records could not be looked at, so that it is not known whether they are meant.
    bool whole = true;
};

/// The dead letters a choice means, frozen: topics are looked through. What could not be looked at is said on standard error.
/// Blocks.
[[nodiscard]] Result<ChosenLetters> chooseLetters(Session& session, const std::shared_ptr<Cluster>& cluster,
                                                  const LetterChoice& choice);

/// What a look for dead-letter topics goes by: a person's words and header names, and the newest records of topics whose
/// names say nothing. Blocks.
[[nodiscard]] Result<DiscoveryWishes> discoveryWishes(Session& session, Cluster& cluster);
/// Dead-letter topics by all signs, a person's word included; those of retries are left out.
[[nodiscard]] Result<std::vector<std::string>> deadLetterTopics(Session& session, Cluster& cluster);

/// A person's own header names for this cluster; none where nothing could be read, which is said.
[[nodiscard]] std::vector<CustomConvention> ownConventions(Session& session, const std::string& cluster);

} // namespace weir::cli
