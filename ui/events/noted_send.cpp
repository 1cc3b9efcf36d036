// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/noted_send.h"

#include "core/connections/audit_trail.h"

namespace weir::ui {
namespace {

std::string sizeOf(const OptionalBytes& bytes)
{
    return bytes ? std::to_string(bytes->size()) + " bytes" : std::string("NULL");
}

} // namespace

Result<Delivery> sendNoted(Cluster& cluster, const std::filesystem::path& trail, const std::string& profile,
                           const OutgoingRecord& record, const Call& call)
{
    if (trail.empty())
        return sendRecord(cluster, record, call);
    const auto opened = AuditTrail::open(trail);
    if (!opened)
        return fail(opened.error().kind,
                    "Nothing was sent, because it could not be noted in the activity: " + opened.error().message);
    const std::string detail = "key " + sizeOf(record.key) + ", value " + sizeOf(record.value) + ", " +
                               std::to_string(record.headers.size()) + " headers";
    const auto entry = (*opened)->begin({0, nowMs(), profile, "send", record.topic, detail, {}});
    if (!entry)
        return fail(entry.error());
    auto delivery = sendRecord(cluster, record, call);
    // The record itself is sent or not by now, however well that can be noted.
    (void)(*opened)->complete(*entry, delivery ? "done: " + toString({record.topic, delivery->partition}) + " offset " +
                                                     std::to_string(delivery->offset)
                                               : "failed: " + delivery.error().message);
    return delivery;
}

} // namespace weir::ui
