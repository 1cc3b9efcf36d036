// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <vector>

namespace weir::ui {

/// A filter that got a name.
struct SavedFilter {
    QString name;
    QString text;

    bool operator==(const SavedFilter&) const = default;
};

/// Filters of one connection profile, in QSettings: the last 50 that were searched for, and those saved under names.
/// Reads and writes the settings at every call, so several bars of one profile agree. GUI thread.
class FilterHistory
{
public:
    static constexpr int mostRecent = 50;

    explicit FilterHistory(const QString& profile);

    /// Newest first.
    [[nodiscard]] QStringList recent() const;
    /// Puts the text at the front; it stands in the list once.
    void used(const QString& text);

    /// In the order they were saved.
    [[nodiscard]] std::vector<SavedFilter> saved() const;
    /// Replaces the text of that name when there is one. White space around a name does not count.
    void save(const QString& name, const QString& text);
    /// False when there is no `name`, or another filter has the new one, or it is empty.
    bool rename(const QString& name, const QString& newName);
    /// The place it had, for insert(); -1 when there is none of that name.
    int remove(const QString& name);
    void insert(int place, const SavedFilter& filter);

private:
    void store(const std::vector<SavedFilter>& filters);
    QString m_group;
};

} // namespace weir::ui
