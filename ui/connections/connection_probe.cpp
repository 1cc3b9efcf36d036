// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection_probe.h"

#include "core/connections/connection_choice.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <string_view>

namespace weir::ui {
namespace {

QString tr(const char* text, int count = -1)
{
    return QCoreApplication::translate("ConnectionsPage", text, nullptr, count);
}

} // namespace

weir::Result<weir::PingReply> probeConnection(const weir::Profile& profile, const weir::Call& call)
{
    const auto cluster = weir::openConnection(profile);
    if (!cluster)
        return weir::fail(cluster.error());
    return (*cluster)->ping(call);
}

QString describePing(const weir::PingReply& reply)
{
    const auto brokers = static_cast<int>(reply.brokers.size());
    QStringList parts{brokers == 1 ? tr("1 broker") : tr("%1 brokers").arg(brokers)};
    if (!reply.clusterId.empty())
        parts << tr("cluster id %1").arg(displayText(std::string_view(reply.clusterId), 64));
    const auto micros = reply.roundTrip.count();
    parts << (micros < 1000 ? tr("under 1 ms") : tr("%1 ms").arg((micros + 500) / 1000));
    return parts.join(QStringLiteral(", "));
}

} // namespace weir::ui
