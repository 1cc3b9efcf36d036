// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/records/json_tree_pane.h"

#include "core/records/payload_decoder.h"
#include "ui/records/json_tree_model.h"
#include "ui/records/value_hint_text.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QEvent>
#include <QtGui/QAction>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QTreeView>

namespace weir::ui {
namespace {

/// Opens objects one after the other until so many rows are seen: small records are shown whole, large ones are not walked.
constexpr int openedRows = 200;
constexpr std::size_t copiedAtMost = std::size_t{8} << 20U;

} // namespace

JsonTreePane::JsonTreePane(const QString& accessibleName, std::shared_ptr<TaskPool> tasks, QWidget* parent)
    : PayloadPane(parent),
      m_tasks(std::move(tasks)),
      m_stack(new QStackedLayout),
      m_view(new QTreeView(this)),
      m_model(new JsonTreeModel(this)),
      m_message(new PlainLabel({}, PlainLabel::Look::Dim, this)),
      m_hint(new PlainLabel({}, PlainLabel::Look::Caption, this))
{
    m_view->setAccessibleName(accessibleName);
    m_view->setModel(m_model);
    m_view->setUniformRowHeights(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setFont(Theme::monoFont());
    m_view->setIndentation(14);
    m_view->setAllColumnsShowFocus(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setTabKeyNavigation(false);
    m_view->header()->setFont(Theme::captionFont());
    m_view->header()->setStretchLastSection(true);
    m_view->header()->resizeSection(JsonTreeModel::Name, 160);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_hint->setWordWrap(true);
    m_hint->hide();
    m_model->setTheme(themeOf(this));

    m_stack->addWidget(m_view);
    m_stack->addWidget(m_message);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(m_stack, 1);
    layout->addWidget(m_hint);
    addActions();
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &JsonTreePane::currentChanged);
    connect(m_view, &QTreeView::activated, m_model, &JsonTreeModel::showMore);
    connect(m_view, &QTreeView::clicked, m_model, &JsonTreeModel::showMore);
    currentChanged();
}

JsonTreePane::~JsonTreePane() = default;

void JsonTreePane::addActions()
{
    const auto add = [this](const QString& text, auto answer) {
        auto* action = new QAction(text, m_view);
        m_view->addAction(action);
        connect(action, &QAction::triggered, this, [this, answer] {
            if (const auto node = currentNode())
                answer(*node);
        });
        return action;
    };
    using Node = weir::JsonTree::Node;
    m_copyValue = add(tr("Copy value"), [this](Node) { copyText(copyableText()); });
    m_copyValue->setShortcut(QKeySequence::Copy);
    m_copyValue->setShortcutContext(Qt::WidgetShortcut);
    m_copyPath = add(tr("Copy path"), [this](Node node) { copyText(QString::fromStdString(pathOf(node).text())); });
    auto* separator = new QAction(m_view);
    separator->setSeparator(true);
    m_view->addAction(separator);
    const auto filter = [this](Node node, bool against) {
        Q_EMIT filterWanted(pathOf(node), std::string(m_model->tree()->raw(node)), against);
    };
    m_filterFor = add(tr("Filter for this value"), [filter](Node node) { filter(node, false); });
    m_filterAgainst = add(tr("Filter against this value"), [filter](Node node) { filter(node, true); });
    m_addColumn = add(tr("Add as column"), [this](Node node) { Q_EMIT columnWanted(pathOf(node)); });
}

QList<QAction*> JsonTreePane::valueActions() const
{
    return {m_copyValue, m_copyPath, m_filterFor, m_filterAgainst, m_addColumn};
}

void JsonTreePane::setPart(weir::FieldPath::Part part, std::string header)
{
    m_part = part;
    m_header = std::move(header);
}

JsonTreePane::Built JsonTreePane::build(const std::shared_ptr<const Bytes>& bytes, const std::stop_token& stop)
{
    weir::DecodedPayload decoded = weir::decodePayload(*bytes, stop);
    if (decoded.kind != weir::PayloadKind::Json) {
        QStringList why{tr("There is no tree, because the bytes are not JSON or anything that reads like it.")};
        for (const weir::Refusal& refusal : decoded.refusals)
            why << tr("Not %1: %2.").arg(QString::fromStdString(refusal.format), QString::fromStdString(refusal.reason));
        return {nullptr, why.join(QLatin1Char('\n'))};
    }
    auto content = decoded.steps.empty() ? bytes : std::make_shared<const Bytes>(std::move(decoded.unpacked));
    auto tree = weir::JsonTree::build(std::move(content), stop);
    if (!tree)
        return {nullptr, QString::fromStdString(tree.error().message)};
    return {std::make_shared<const weir::JsonTree>(std::move(*tree)), {}};
}

void JsonTreePane::setPayload(std::shared_ptr<const Bytes> bytes)
{
    m_task.start(
        m_tasks, [bytes = std::move(bytes)](std::stop_token stop) { return build(bytes, stop); },
        [this](Built built) { show(std::move(built)); });
}

void JsonTreePane::clear()
{
    m_task.cancel();
    show({});
}

void JsonTreePane::show(Built built)
{
    const bool cut = built.tree && built.tree->cut();
    m_model->setTree(built.tree);
    // A tree of a million values takes a while to free.
    destroyElsewhere(std::const_pointer_cast<weir::JsonTree>(std::exchange(m_shown, built.tree)));
    m_message->setText(built.message);
    m_stack->setCurrentIndex(built.message.isEmpty() ? 0 : 1);
    if (cut)
        m_hint->setText(tr("Only the first %1 values are in the tree.").arg(countText(static_cast<qint64>(weir::JsonTree::mostNodes))));
    m_hint->setVisible(cut);
    int rows = 0;
    std::vector<QModelIndex> open{m_model->index(0, 0)};
    for (std::size_t i = 0; i < open.size() && rows < openedRows; ++i) {
        if (!open[i].isValid())
            continue;
        m_view->expand(open[i]);
        const int children = m_model->rowCount(open[i]);
        rows += children;
        for (int row = 0; row < std::min(children, openedRows); ++row) {
            if (const QModelIndex child = m_model->index(row, 0, open[i]); m_model->hasChildren(child))
                open.push_back(child);
        }
    }
    currentChanged();
}

std::optional<weir::JsonTree::Node> JsonTreePane::currentNode() const
{
    return m_model->nodeOf(m_view->currentIndex());
}

weir::FieldPath JsonTreePane::pathOf(weir::JsonTree::Node node) const
{
    return m_model->tree()->path(node, m_part, m_header);
}

void JsonTreePane::currentChanged()
{
    const auto node = currentNode();
    const bool scalar = node && !m_model->tree()->isContainer(*node);
    m_copyValue->setEnabled(node.has_value());
    m_copyPath->setEnabled(node.has_value());
    m_filterFor->setEnabled(scalar);
    m_filterAgainst->setEnabled(scalar);
    m_addColumn->setEnabled(node.has_value());
    if (!node)
        return;
    QStringList hints;
    if (scalar)
        hints = valueHints(QString::fromStdString(m_model->tree()->scalarText(*node)),
                           m_model->tree()->kind(*node) == weir::JsonTree::Kind::Number);
    m_hint->setText(hints.join(QLatin1Char('\n')));
    m_hint->setVisible(!hints.isEmpty());
}

QString JsonTreePane::copyableText() const
{
    const auto node = currentNode();
    if (!m_model->tree() || m_model->tree()->size() == 0)
        return {};
    const std::string text = m_model->tree()->scalarText(node.value_or(0));
    return QString::fromStdString(text.substr(0, copiedAtMost));
}

QString JsonTreePane::message() const
{
    return m_message->fullText();
}

QString JsonTreePane::hint() const
{
    return m_hint->isHidden() ? QString() : m_hint->fullText();
}

void JsonTreePane::changeEvent(QEvent* event)
{
    PayloadPane::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_model) {
        m_model->setTheme(themeOf(this));
        m_view->viewport()->update();
    }
}

} // namespace weir::ui
