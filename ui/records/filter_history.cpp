// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/filter_history.h"

#include <QtCore/QSettings>
#include <QtCore/QUrl>

#include <algorithm>

namespace weir::ui {
namespace {

std::vector<SavedFilter>::iterator find(std::vector<SavedFilter>& filters, const QString& name)
{
    return std::ranges::find(filters, name.trimmed(), &SavedFilter::name);
}

} // namespace

FilterHistory::FilterHistory(const QString& profile)
    // A slash in the name of a profile would open a group of its own.
    : m_group(QStringLiteral("filters/") + QString::fromLatin1(QUrl::toPercentEncoding(profile.isEmpty() ? QStringLiteral("-") : profile)))
{
}

QStringList FilterHistory::recent() const
{
    return QSettings().value(m_group + QStringLiteral("/recent")).toStringList();
}

void FilterHistory::used(const QString& text)
{
    const QString kept = text.trimmed();
    if (kept.isEmpty())
        return;
    QStringList list = recent();
    list.removeAll(kept);
    list.prepend(kept);
    QSettings().setValue(m_group + QStringLiteral("/recent"), list.mid(0, mostRecent));
}

std::vector<SavedFilter> FilterHistory::saved() const
{
    const QStringList flat = QSettings().value(m_group + QStringLiteral("/saved")).toStringList();
    std::vector<SavedFilter> filters;
    for (qsizetype i = 0; i + 1 < flat.size(); i += 2)
        filters.push_back({flat[i], flat[i + 1]});
    return filters;
}

void FilterHistory::save(const QString& name, const QString& text)
{
    if (name.trimmed().isEmpty())
        return;
    auto filters = saved();
    if (const auto same = find(filters, name); same != filters.end())
        same->text = text.trimmed();
    else
        filters.push_back({name.trimmed(), text.trimmed()});
    store(filters);
}

bool FilterHistory::rename(const QString& name, const QString& newName)
{
    auto filters = saved();
    const auto one = find(filters, name);
    const auto taken = find(filters, newName);
    if (one == filters.end() || newName.trimmed().isEmpty() || (taken != filters.end() && taken != one))
        return false;
    one->name = newName.trimmed();
    store(filters);
    return true;
}

int FilterHistory::remove(const QString& name)
{
    auto filters = saved();
    const auto one = find(filters, name);
    if (one == filters.end())
        return -1;
    const int place = static_cast<int>(one - filters.begin());
    filters.erase(one);
    store(filters);
    return place;
}

void FilterHistory::insert(int place, const SavedFilter& filter)
{
    auto filters = saved();
    if (find(filters, filter.name) != filters.end())
        return;
    filters.insert(filters.begin() + std::clamp(place, 0, static_cast<int>(filters.size())), filter);
    store(filters);
}

void FilterHistory::store(const std::vector<SavedFilter>& filters)
{
    QStringList flat;
    for (const SavedFilter& filter : filters)
        flat << filter.name << filter.text;
    QSettings().setValue(m_group + QStringLiteral("/saved"), flat);
}

} // namespace weir::ui
