// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/event_template.h"
#include "ui/widgets/page.h"

#include <filesystem>
#include <memory>

namespace weir::ui {

class RunFeed;
struct RunRequest;

/// The "Run" tab of the Send page: which templates with which weights (or a file to import), at which pace, until when; and
/// the runs with their live chart. GUI thread.
class RunTab : public QWidget
{
    Q_OBJECT
public:
    RunTab(PageContext context, std::shared_ptr<RunFeed> runs, QWidget* parent = nullptr);
    ~RunTab() override;

    /// "Send many..." of the composer: a run of this template is prepared.
    void useTemplate(const EventTemplate& value);
    /// The templates that can be chosen, as the composer loaded them; `dataFolder`: where their data files lie.
    void setTemplates(const std::vector<EventTemplate>& templates, const std::filesystem::path& dataFolder);
    /// "Import..." in the header of the page.
    void chooseImport();
    /// A run of the activity is looked at.
    void showRun(const QString& id);
    /// In front, or hidden: then nothing is polled.
    void setActive(bool active);

private:
    QWidget* makeRuns();
    void openImport(const QString& path);
    void want(const RunRequest& request);
    void startNow(const RunRequest& request);
    void again(const QString& id);
    void takeChange();
    void showRuns();

    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace weir::ui
