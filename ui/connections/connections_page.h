// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connections/environment_profile.h"
#include "core/connections/profile_file.h"
#include "ui/async/latest_task.h"
#include "ui/connections/connection_probe.h"
#include "ui/connections/connection_row.h"
#include "ui/widgets/page.h"

#include <functional>
#include <optional>

class QPushButton;

namespace weir::ui {

class Card;
class ConnectionDetails;
class DataTable;
class NoticeBar;
class PillLabel;
class ProfileForm;
class StateView;

/// The connections: saved ones, the one from the environment, the demo. Adds, edits, tests, removes (with undo) and opens
/// them. A file that cannot be understood is said and left alone. Works without a connection. GUI thread.
class ConnectionsPage : public Page
{
    Q_OBJECT
public:
    ConnectionsPage(const PageContext& context, weir::ProfileFile file, weir::EnvironmentLookup environment,
                    ConnectionProbe probe, QWidget* parent = nullptr);

    void refresh() override;
    [[nodiscard]] bool isSettled() const override { return m_settled; }
    [[nodiscard]] DataTable* table() const { return m_table; }

protected:
    void activated() override;
    void deactivated() override;
    void changeEvent(QEvent* event) override;

private:
    struct Answer {
        weir::Result<std::vector<weir::Profile>> saved;
        weir::Result<std::optional<weir::Profile>> environment;
    };
    [[nodiscard]] QWidget* buildHeader();
    [[nodiscard]] QWidget* buildContent();
    [[nodiscard]] QWidget* buildPanel();
    void showAnswer(const Answer& answer);
    void showProblems(const Answer& answer);
    void showCurrent();
    void showEnvironment(weir::Environment environment);
    [[nodiscard]] const ConnectionRow* current() const;
    [[nodiscard]] bool isCurrentlyOpen(const ConnectionRow& row) const;

    void openForm(const QString& title, const weir::Profile& profile, const QString& replaces);
    void closeForm();
    [[nodiscard]] bool formIsOpen() const;
    void addConnection();
    void duplicate();
    void save();
    void remove();
    void change(std::function<weir::Result<void>(const weir::ProfileFile&)> work,
                std::function<void(const weir::Result<void>&)> done);

    void test(const weir::Profile& profile);
    void stopTest();
    void connectToCurrent();

    PageContext m_context;
    weir::ProfileFile m_file;
    weir::EnvironmentLookup m_environment;
    ConnectionProbe m_probe;
    TableModel<ConnectionRow>* m_model;
    StateView* m_state = nullptr;
    DataTable* m_table = nullptr;
    PillLabel* m_count = nullptr;
    QPushButton* m_add = nullptr;
    NoticeBar* m_fileProblem = nullptr;
    NoticeBar* m_environmentProblem = nullptr;
    NoticeBar* m_removed = nullptr;
    Card* m_panel = nullptr;
    ConnectionDetails* m_details = nullptr;
    ProfileForm* m_form = nullptr;
    NoticeBar* m_result = nullptr; ///< of a test or of saving
    QString m_replaces;            ///< name of the saved connection the form edits; empty for a new one
    QString m_wanted;              ///< selected when the list was read again
    std::optional<weir::Profile> m_undo;
    weir::Environment m_shownEnvironment = weir::Environment::Development;
    bool m_settled = false;
    LatestTask m_load;
    LatestTask m_test;
};

} // namespace weir::ui
