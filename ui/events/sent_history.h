// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/send_history.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>
#include <vector>

namespace weir::ui {

/// Opens the history at its first use. Blocks; any thread.
class HistoryFile
{
public:
    /// An empty path: in memory, gone with this object.
    explicit HistoryFile(std::filesystem::path path) : m_path(std::move(path)) {}
    /// Belongs to this object.
    [[nodiscard]] Result<SendHistory*> open();

private:
    std::filesystem::path m_path;
    std::mutex m_mutex;
    std::unique_ptr<SendHistory> m_history;
};

using SentRecordPtr = std::shared_ptr<const SentRecord>;

/// What was sent through one connection, newest first. The sends themselves write it down, on their workers, with file(). GUI
/// thread.
class SentHistory : public QObject
{
    Q_OBJECT
public:
    SentHistory(PageContext context, const std::filesystem::path& path, QObject* parent = nullptr);

    [[nodiscard]] const std::shared_ptr<HistoryFile>& file() const { return m_file; }
    /// Reads it; changed() follows.
    void load();
    /// A record was written down (its id says where), or could not be.
    void add(SentRecordPtr sent, const std::optional<weir::Error>& notKept);
    /// Forgets everything of this connection.
    void clear();

    [[nodiscard]] const std::vector<SentRecordPtr>& records() const { return m_records; }
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    /// Why it could not be read or written.
    [[nodiscard]] const std::optional<weir::Error>& error() const { return m_error; }

Q_SIGNALS:
    void changed();

private:
    void take(Result<std::vector<SentRecord>> answer);
    PageContext m_context;
    std::shared_ptr<HistoryFile> m_file;
    std::vector<SentRecordPtr> m_records;
    bool m_loaded = false;
    std::optional<weir::Error> m_error;
    LatestTask m_load;
};

} // namespace weir::ui
