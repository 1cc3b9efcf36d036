// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/latest_task.h"
#include "ui/events/run_request.h"
#include "ui/widgets/page.h"

#include <QtCore/QTimer>

#include <optional>

class QLineEdit;
class QPushButton;

namespace weir::ui {

class PlainLabel;
class RunMix;
class RunPlanForm;

/// The plan of a run: which templates, at which pace, until when; in words, what will happen; and why it cannot be started.
/// Makes the first records on a worker a moment after the last change and looks whether their topics exist. GUI thread.
class RunSetup : public QWidget
{
    Q_OBJECT
public:
    explicit RunSetup(PageContext context, QWidget* parent = nullptr);
    ~RunSetup() override;

    void useTemplate(const EventTemplate& value);
    void setTemplates(const std::vector<EventTemplate>& templates, const std::filesystem::path& dataFolder);
    void setPlan(const RunPlan& plan);
    /// A run is being started: no second one meanwhile.
    void setStarting(bool starting);
    /// Only while it is in front anything is asked.
    void setActive(bool active);

    /// Why nothing can be started now; empty when it can.
    [[nodiscard]] QString whyNot() const;

Q_SIGNALS:
    void startWanted(const weir::ui::RunRequest& request);

private:
    QWidget* makeStart();
    QWidget* makeMixCard();
    void planChanged();
    void mixChanged();
    void sample();
    void showState();
    void chooseFolder();
    void askStart();
    [[nodiscard]] GeneratorOptions options() const;
    [[nodiscard]] QString planProblem() const;
    [[nodiscard]] QString sentence() const;

    PageContext m_context;
    bool m_active = false;
    bool m_starting = false;
    bool m_stale = true; ///< the sample belongs to something that was written before
    std::optional<Result<RunSample>> m_sample;
    QTimer m_rest;
    LatestTask m_sampling;
    RunMix* m_mix = nullptr;
    RunPlanForm* m_plan = nullptr;
    QLineEdit* m_seed = nullptr;
    QLineEdit* m_folder = nullptr;
    PlainLabel* m_sentence = nullptr;
    PlainLabel* m_facts = nullptr;
    PlainLabel* m_reason = nullptr;
    PlainLabel* m_problem = nullptr;
    QPushButton* m_again = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace weir::ui
