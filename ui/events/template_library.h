// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/partial.h"
#include "core/events/event_template.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

#include <QtCore/QObject>

#include <filesystem>
#include <optional>
#include <vector>

namespace weir::ui {

/// A template that can be opened.
struct LibraryTemplate {
    EventTemplate value;
    bool shipped = false; ///< comes with the program; saved under a folder it becomes the person's own

    bool operator==(const LibraryTemplate&) const = default;
};

/// The templates that come with the program and those of the chosen folder, which is remembered. Read and written on
/// workers. GUI thread.
class TemplateLibrary : public QObject
{
    Q_OBJECT
public:
    explicit TemplateLibrary(PageContext context, QObject* parent = nullptr);

    /// Reads the folder again. changed() follows; what was read before stays until then.
    void reload();
    void setFolder(const QString& folder);
    [[nodiscard]] const QString& folder() const { return m_folder; }
    /// Where templates find their data files; empty while the folder could not be read.
    [[nodiscard]] std::filesystem::path dataFolder() const;
    /// The name of the folder, for the status bar.
    [[nodiscard]] QString name() const;

    [[nodiscard]] bool isLoading() const { return m_load.isRunning(); }
    [[nodiscard]] const std::vector<LibraryTemplate>& templates() const { return m_templates; }
    /// Files that could not be read, by relative path.
    [[nodiscard]] const std::vector<Failure>& failures() const { return m_failures; }
    /// Why the folder as a whole could not be read. A default folder that does not exist yet is no error.
    [[nodiscard]] const std::optional<weir::Error>& error() const { return m_error; }

    /// What a save has to find on disk, else it writes nothing.
    enum class Expect {
        Nothing,   ///< no such file yet: saveFailed(AlreadyExists) otherwise
        Unchanged, ///< `before` as it was read: changedMeanwhile() otherwise
        Anything,  ///< the person was asked
    };
    /// saved(), saveFailed() or changedMeanwhile() follows.
    void save(const EventTemplate& value, Expect expect, const EventTemplate& before = {});

Q_SIGNALS:
    void changed();
    void saved(const weir::EventTemplate& value);
    void saveFailed(const weir::EventTemplate& value, const weir::Error& error);
    /// Somebody else wrote the file since it was read; `theirs` is what it says now, nothing when it is gone or unreadable.
    void changedMeanwhile(const weir::EventTemplate& value, const std::optional<weir::EventTemplate>& theirs);

private:
    PageContext m_context;
    QString m_folder;
    bool m_default = false; ///< nobody chose the folder
    bool m_read = false;    ///< the folder was there when last looked at
    std::vector<LibraryTemplate> m_templates;
    std::vector<Failure> m_failures;
    std::optional<weir::Error> m_error;
    LatestTask m_load;
};

} // namespace weir::ui
