// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page.h"

namespace weir::ui {

Page::Page(const QString& title, QWidget* parent) : QWidget(parent), m_title(title)
{
    setAccessibleName(title);
}

void Page::open(const Destination&) {}

bool Page::focusFilter()
{
    return false;
}

bool Page::isSettled() const
{
    return true;
}

void Page::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (active)
        activated();
    else
        deactivated();
}

} // namespace weir::ui
