// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/heat_strip_accessible.h"

#include "ui/widgets/heat_strip.h"

#include <QtCore/QHash>
#include <QtCore/QPointer>
#include <QtGui/QAccessible>
#include <QtWidgets/QAccessibleWidget>

namespace weir::ui {
namespace {

/// The square at a place of the list; what it says is what is there now.
class AccessibleHeatCell : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    AccessibleHeatCell(HeatStrip* strip, int index) : m_strip(strip), m_index(index) {}

    bool isValid() const override { return m_strip && m_index < m_strip->count(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_strip); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString&) override {}
    QString text(QAccessible::Text what) const override
    {
        if (!isValid() || what != QAccessible::Name)
            return {};
        const HeatCell& cell = m_strip->cells()[static_cast<std::size_t>(m_index)];
        return cell.words.isEmpty() ? cell.state : cell.words;
    }
    QRect rect() const override
    {
        const QRect area = isValid() ? m_strip->cellRect(m_index) : QRect();
        return area.isValid() ? QRect(m_strip->mapToGlobal(area.topLeft()), area.size()) : QRect();
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.invalid = !isValid();
        if (state.invalid)
            return state;
        state.invisible = !m_strip->isVisible();
        state.focusable = true;
        state.selectable = true;
        state.selected = m_strip->current() == m_index;
        state.focused = m_strip->hasFocus() && state.selected;
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& name) override
    {
        if (isValid() && name == pressAction())
            m_strip->activate(m_index);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

    [[nodiscard]] int index() const { return m_index; }

private:
    QPointer<HeatStrip> m_strip;
    int m_index;
};

class AccessibleHeatStrip : public QAccessibleWidget
{
public:
    explicit AccessibleHeatStrip(HeatStrip* strip) : QAccessibleWidget(strip, QAccessible::List, strip->accessibleName()) {}
    ~AccessibleHeatStrip() override
    {
        for (const QAccessible::Id id : std::as_const(m_cells))
            QAccessible::deleteAccessibleInterface(id);
    }
    int childCount() const override { return strip()->count(); }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= strip()->count())
            return nullptr;
        if (const auto known = m_cells.constFind(index); known != m_cells.constEnd()) {
            if (QAccessibleInterface* cell = QAccessible::accessibleInterface(*known))
                return cell;
        }
        auto* cell = new AccessibleHeatCell(strip(), index);
        m_cells.insert(index, QAccessible::registerAccessibleInterface(cell));
        return cell;
    }
    QAccessibleInterface* childAt(int x, int y) const override { return child(strip()->cellAt(strip()->mapFromGlobal(QPoint(x, y)))); }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* cell = dynamic_cast<const AccessibleHeatCell*>(child);
        return cell ? cell->index() : -1;
    }
    QAccessibleInterface* focusChild() const override { return strip()->hasFocus() ? child(strip()->current()) : nullptr; }

private:
    [[nodiscard]] HeatStrip* strip() const { return static_cast<HeatStrip*>(widget()); }
    mutable QHash<int, QAccessible::Id> m_cells;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* strip = qobject_cast<HeatStrip*>(object);
    return strip ? new AccessibleHeatStrip(strip) : nullptr;
}

} // namespace

void installHeatStripAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    static_cast<void>(installed);
}

void announceHeatCell(HeatStrip& strip)
{
    if (!QAccessible::isActive() || !strip.hasFocus() || strip.current() < 0)
        return;
    QAccessibleEvent event(&strip, QAccessible::Focus);
    event.setChild(strip.current());
    QAccessible::updateAccessibility(&event);
}

void announceHeatCells(HeatStrip& strip)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent event(&strip, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

} // namespace weir::ui
