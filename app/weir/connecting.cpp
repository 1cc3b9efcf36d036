// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weir/connecting.h"

#include "core/connections/connection_choice.h"
#include "core/demo/demo_traffic.h"

#include <algorithm>

namespace weir::app {
namespace {

Result<Profile> findProfile(const std::string& name, const std::optional<Profile>& given, const ProfileFile& file)
{
    if (given && given->name == name)
        return *given;
    if (name == demoProfile().name)
        return demoProfile();
    const auto environment = profileFromEnvironment(processEnvironment());
    if (environment && *environment && (*environment)->name == name)
        return **environment;
    const auto saved = file.load();
    if (!saved)
        return fail(saved.error());
    const auto found = std::ranges::find(*saved, name, &Profile::name);
    if (found == saved->end())
        return fail(ErrorKind::NotFound, "There is no connection named \"" + name + "\" any more.");
    return *found;
}

/// The demo cluster with the shop that lives on it; the shop ends first.
struct DemoLife {
    std::shared_ptr<Cluster> cluster;
    std::unique_ptr<DemoTraffic> traffic;
};

Result<std::shared_ptr<Cluster>> withTraffic(std::shared_ptr<Cluster> cluster)
{
    auto life = std::make_shared<DemoLife>();
    life->cluster = std::move(cluster);
    // What troubles the demo shows on the pages; nobody reads its own report here.
    auto traffic = DemoTraffic::start(life->cluster, {}, [](const DemoTrafficStatus&) {});
    if (!traffic)
        return fail(traffic.error());
    life->traffic = std::move(*traffic);
    return std::shared_ptr<Cluster>(life, life->cluster.get());
}

Result<ui::OpenedConnection> open(const Profile& profile)
{
    auto opened = openConnection(profile);
    if (!opened)
        return fail(opened.error());
    Result<std::shared_ptr<Cluster>> cluster = std::shared_ptr<Cluster>(std::move(*opened));
    if (profile.demo)
        cluster = withTraffic(*cluster);
    if (!cluster)
        return fail(cluster.error());
    const auto environment = profile.demo ? std::string_view("demo") : environmentName(profile.environment);
    return ui::OpenedConnection{*cluster,
                                {QString::fromStdString(profile.name),
                                 QString::fromUtf8(environment.data(), static_cast<qsizetype>(environment.size())),
                                 profile.readOnly, profile.demo, QString::fromStdString(profile.bootstrapServers)}};
}

} // namespace

ui::Connector profileConnector(std::optional<Profile> fromCommandLine, ProfileFile file)
{
    return [given = std::move(fromCommandLine), file = std::move(file)](const QString& name,
                                                                        std::stop_token) -> Result<ui::OpenedConnection> {
        const auto profile = findProfile(name.toStdString(), given, file);
        return profile ? open(*profile) : Result<ui::OpenedConnection>(fail(profile.error()));
    };
}

} // namespace weir::app
