// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/play_consumer.h"
#include "ui/events/noted_entry.h"

namespace weir::ui {

/// A play consumer with its entry in the activity. The destructor stops it, waits until its members have left and writes down
/// what they did: seconds, never on the GUI thread (see releasedElsewhere).
class NotedPlay
{
public:
    NotedPlay(std::unique_ptr<PlayConsumer> consumer, std::shared_ptr<NotedEntry> entry);
    NotedPlay(const NotedPlay&) = delete;
    NotedPlay& operator=(const NotedPlay&) = delete;
    ~NotedPlay();

    [[nodiscard]] PlayConsumer& consumer() const { return *m_consumer; }

private:
    std::unique_ptr<PlayConsumer> m_consumer;
    std::shared_ptr<NotedEntry> m_entry;
};

} // namespace weir::ui
