// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/json_tree_model.h"

#include "ui/records/value_hint_text.h"
#include "ui/widgets/plain_text.h"

#include <algorithm>

namespace weir::ui {
namespace {

/// Set in the internal id of a row that stands for the members of a node which are not shown yet.
constexpr quintptr moreBit = quintptr{1} << 31U;
constexpr std::size_t longestCell = 400;

} // namespace

JsonTreeModel::JsonTreeModel(QObject* parent) : QAbstractItemModel(parent) {}

void JsonTreeModel::setTree(std::shared_ptr<const JsonTree> tree)
{
    beginResetModel();
    m_tree = std::move(tree);
    m_shown.clear();
    m_withoutMore.clear();
    endResetModel();
}

void JsonTreeModel::setTheme(const Theme& theme)
{
    m_theme = &theme;
}

int JsonTreeModel::shownChildren(JsonTree::Node node) const
{
    const int all = static_cast<int>(m_tree->childCount(node));
    return std::min(all, m_shown.value(node, firstRows));
}

std::optional<JsonTree::Node> JsonTreeModel::nodeOf(const QModelIndex& index) const
{
    if (!m_tree || !index.isValid() || (index.internalId() & moreBit) != 0)
        return std::nullopt;
    return static_cast<JsonTree::Node>(index.internalId());
}

bool JsonTreeModel::showMore(const QModelIndex& index)
{
    if (!m_tree || !index.isValid() || (index.internalId() & moreBit) == 0)
        return false;
    const auto node = static_cast<JsonTree::Node>(index.internalId() & ~moreBit);
    const QModelIndex at = index.parent();
    const int shown = shownChildren(node);
    const int all = static_cast<int>(m_tree->childCount(node));
    const int next = std::min(all, shown + moreRows);
    if (next == all) {
        beginRemoveRows(at, shown, shown);
        m_withoutMore.insert(node);
        endRemoveRows();
    }
    beginInsertRows(at, shown, next - 1);
    m_shown.insert(node, next);
    endInsertRows();
    if (next < all)
        Q_EMIT dataChanged(this->index(next, Name, at), this->index(next, Value, at));
    return true;
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!m_tree || row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column, quintptr{0});
    const auto node = static_cast<JsonTree::Node>(parent.internalId());
    if (row >= shownChildren(node))
        return createIndex(row, column, quintptr{node} | moreBit);
    return createIndex(row, column, quintptr{m_tree->child(node, static_cast<std::size_t>(row))});
}

QModelIndex JsonTreeModel::parent(const QModelIndex& index) const
{
    if (!m_tree || !index.isValid())
        return {};
    const bool more = (index.internalId() & moreBit) != 0;
    const auto node = static_cast<JsonTree::Node>(index.internalId() & ~moreBit);
    if (!more && node == 0)
        return {};
    const JsonTree::Node parent = more ? node : m_tree->parent(node);
    return createIndex(parent == 0 ? 0 : static_cast<int>(m_tree->row(parent)), 0, quintptr{parent});
}

int JsonTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!m_tree || m_tree->size() == 0 || parent.column() > 0)
        return 0;
    if (!parent.isValid())
        return 1;
    const auto node = nodeOf(parent);
    if (!node)
        return 0;
    const int shown = shownChildren(*node);
    const bool more = shown < static_cast<int>(m_tree->childCount(*node)) && !m_withoutMore.contains(*node);
    return shown + (more ? 1 : 0);
}

int JsonTreeModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

bool JsonTreeModel::hasChildren(const QModelIndex& parent) const
{
    return rowCount(parent) > 0;
}

QString JsonTreeModel::nameText(JsonTree::Node node) const
{
    if (node == 0)
        return m_tree->kind(node) == JsonTree::Kind::Array ? tr("array") : m_tree->isContainer(node) ? tr("object") : tr("value");
    if (!m_tree->hasName(node))
        return QStringLiteral("[%1]").arg(m_tree->row(node));
    const QString name = displayText(std::string_view(m_tree->name(node)), longestCell);
    return name.isEmpty() ? QStringLiteral("\"\"") : name;
}

QString JsonTreeModel::valueText(JsonTree::Node node) const
{
    const auto count = static_cast<qint64>(m_tree->childCount(node));
    switch (m_tree->kind(node)) {
    case JsonTree::Kind::Object: return count == 0 ? QStringLiteral("{}") : countedText(count, tr("1 member"), tr("%1 members"));
    case JsonTree::Kind::Array: return count == 0 ? QStringLiteral("[]") : countedText(count, tr("1 element"), tr("%1 elements"));
    case JsonTree::Kind::String:
    case JsonTree::Kind::Number:
    case JsonTree::Kind::Word: break;
    }
    return displayText(m_tree->raw(node), longestCell);
}

QString JsonTreeModel::toolTip(JsonTree::Node node, int column) const
{
    QStringList lines;
    if (column == Name && m_tree->isRepeated(node))
        lines << tr("A member before it has the same name; a filter finds that one.");
    if (column == Value && !m_tree->isContainer(node)) {
        const QString text = QString::fromStdString(m_tree->scalarText(node));
        lines << valueHints(text, m_tree->kind(node) == JsonTree::Kind::Number);
        if (m_tree->raw(node).size() > longestCell)
            lines << tr("Cut; the whole value has %1.").arg(sizeText(static_cast<qint64>(m_tree->raw(node).size())));
    }
    return plainToolTip(lines.join(QLatin1Char('\n'))).replace(QLatin1Char('\n'), QStringLiteral("<br>"));
}

QVariant JsonTreeModel::moreData(JsonTree::Node node, int column, int role) const
{
    const auto left = static_cast<qint64>(m_tree->childCount(node)) - shownChildren(node);
    if (role == Qt::DisplayRole)
        return column == Name ? QStringLiteral("…") : tr("%1 more; press Enter to show").arg(countText(left));
    if (role == Qt::ForegroundRole)
        return m_theme->accentText;
    return {};
}

QVariant JsonTreeModel::data(const QModelIndex& index, int role) const
{
    if (!m_tree || !index.isValid())
        return {};
    const auto node = nodeOf(index);
    if (!node)
        return moreData(static_cast<JsonTree::Node>(index.internalId() & ~moreBit), index.column(), role);
    switch (role) {
    case Qt::DisplayRole: return index.column() == Name ? nameText(*node) : valueText(*node);
    case Qt::ToolTipRole: return toolTip(*node, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Name ? nameText(*node) + QStringLiteral(": ") + valueText(*node) : valueText(*node);
    case Qt::ForegroundRole: break;
    default: return {};
    }
    if (index.column() == Name)
        return m_tree->hasName(*node) ? m_theme->accentText : m_theme->dimText;
    switch (m_tree->kind(*node)) {
    case JsonTree::Kind::String: return m_theme->okText;
    case JsonTree::Kind::Number: return m_theme->warningText;
    case JsonTree::Kind::Word: return m_theme->badText;
    default: return m_theme->dimText;
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Name") : tr("Value");
}

} // namespace weir::ui
