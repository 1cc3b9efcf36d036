// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/weirctl/arguments.h"

#include "core/base/partial.h"
#include "core/events/event_generator.h"

#include <string>
#include <vector>

namespace weir::cli {

/// The templates that words of a command line mean, with their weights. A word is, whatever comes first: a file (its name ends
/// in ".event"), a folder (all templates below it), the name of one of the person's own templates or of the shipped ones
/// ("order-created", "orders/order-created"), or a group of those ("orders"). NotFound lists names that are like it.
/// `weights` are WORD=NUMBER, where WORD is one of the words, or a template's name. Blocks on disk.
[[nodiscard]] Result<std::vector<WeightedTemplate>> chooseTemplates(const std::vector<std::string>& words,
                                                                    const std::vector<std::string>& weights);

/// "orders/order-created".
[[nodiscard]] std::string fullName(const EventTemplate& value);

/// Own and shipped templates by name, for a list; a template of one's own hides the shipped one of its name. Files that are no
/// templates are failures.
[[nodiscard]] Partial<std::vector<EventTemplate>> knownTemplates();

} // namespace weir::cli
