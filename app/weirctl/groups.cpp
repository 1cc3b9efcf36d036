// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weirctl/commands.h"
#include "app/weirctl/json_line.h"
#include "app/weirctl/text_table.h"

#include "core/groups/group_lag.h"

namespace weir::cli {
namespace {

std::optional<std::string> typeName(GroupType type)
{
    switch (type) {
    case GroupType::Classic: return "classic";
    case GroupType::Consumer: return "consumer";
    case GroupType::Unknown: break;
    }
    return std::nullopt;
}

} // namespace

int runGroups(Session& session)
{
    const auto cluster = session.connect(Session::DemoReady::Groups);
    if (!cluster)
        return session.failed(cluster.error());
    const auto groups = listGroups(**cluster, session.call());
    if (!groups)
        return session.failed(groups.error());
    TextTable table({{"GROUP"}, {"STATE"}, {"TYPE"}, {"NOTE"}});
    for (const GroupListing& group : groups->values) {
        const auto type = typeName(group.type);
        if (session.json())
            session.print(JsonLine()
                              .text("group", group.id)
                              .text("state", group.state)
                              .text("type", type)
                              .flag("simple", group.simple)
                              .str());
        else
            table.addRow({group.id, group.state, type.value_or("-"), group.simple ? "offsets only" : ""});
    }
    if (!session.json())
        session.print(table.text());
    session.complain(groups->failures);
    return session.finish();
}

} // namespace weir::cli
