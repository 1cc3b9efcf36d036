// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/deadletters/inbox.h"

namespace weir {

struct Inbox::Parts {};

std::string failureId(const FailureKey&) { return {}; }

Inbox::Inbox(std::shared_ptr<Cluster>, Options, std::function<void()>) {}
Inbox::~Inbox() = default;
void Inbox::setTopics(std::vector<std::string>) {}
void Inbox::refresh() {}
void Inbox::stop() {}
std::shared_ptr<const InboxState> Inbox::state() const { return std::make_shared<InboxState>(); }
std::vector<InboxLetter> Inbox::letters(const std::vector<std::string>&, std::size_t, std::size_t) const { return {}; }
std::string Inbox::groupOf(std::uint32_t) const { return {}; }

} // namespace weir
