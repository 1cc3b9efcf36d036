// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/record_mode.h"

#include "core/records/browse.h"

namespace weir::ui {

using namespace std::chrono_literals;

RecordMode::RecordMode(const PageContext& context, QObject* parent) : QObject(parent), m_context(context) {}

void RecordMode::fetch(qint64 position, Fetched done)
{
    fetchFromTopic(position, std::move(done));
}

void RecordMode::fetchFromTopic(qint64 position, Fetched done)
{
    const auto place = placeOf(position);
    if (!place || !m_context.cluster)
        return m_fetching.cancel();
    m_fetching.start(
        m_context.tasks,
        [cluster = m_context.cluster, place = *place](std::stop_token stop) {
            return weir::fetchRecord(*cluster, place.first, place.second, weir::Call::within(10s, std::move(stop)));
        },
        [done = std::move(done)](weir::Result<weir::Record> record) {
            if (record)
                done(std::make_shared<const weir::Record>(std::move(*record)));
            else
                done(weir::fail(record.error()));
        });
}

} // namespace weir::ui
