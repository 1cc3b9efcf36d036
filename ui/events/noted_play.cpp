// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/noted_play.h"

#include "ui/events/play_words.h"

namespace weir::ui {

NotedPlay::NotedPlay(std::unique_ptr<PlayConsumer> consumer, std::shared_ptr<NotedEntry> entry)
    : m_consumer(std::move(consumer)), m_entry(std::move(entry))
{
}

NotedPlay::~NotedPlay()
{
    m_consumer->stop();
    const PlayProgress progress = m_consumer->progress();
    m_consumer.reset();
    m_entry->complete(outcomeLine(progress));
}

} // namespace weir::ui
