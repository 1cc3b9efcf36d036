// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/templates_panel.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/copy_details.h"
#include "ui/widgets/filter_edit.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtGui/QScreen>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QListView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyledItemDelegate>

namespace weir::ui {
namespace {

/// A heading, or a name with what it is about behind it.
class TemplateRow : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {120, Theme::rowHeight}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = themeOf(option.widget);
        const bool heading = index.data(StrongRole).toBool();
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, theme.selection);
        else if (option.state.testFlag(QStyle::State_MouseOver) && !heading)
            painter->fillRect(option.rect, theme.hover);
        QRect area = option.rect.adjusted(heading ? 8 : 20, 0, -8, 0);
        const QFont font = heading ? Theme::captionFont() : Theme::textFont();
        painter->setFont(font);
        painter->setPen(heading ? theme.dimText : theme.text);
        const QFontMetrics metrics(font);
        const QString name = metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, area.width());
        painter->drawText(area, heading ? Qt::AlignLeft | Qt::AlignBottom : Qt::AlignLeft | Qt::AlignVCenter, name);
        area.setLeft(area.left() + metrics.horizontalAdvance(name) + 12);
        if (area.width() > 40) {
            painter->setPen(theme.dimText);
            painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                              metrics.elidedText(index.data(SubTextRole).toString(), Qt::ElideRight, area.width()));
        }
        painter->restore();
    }
};

} // namespace

TemplatesPanel::TemplatesPanel(TemplateLibrary& library, QWidget* parent) : QFrame(parent, Qt::Popup), m_library(library)
{
    setAccessibleName(tr("Templates"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 10);
    layout->setSpacing(8);
    m_filter = new FilterEdit(tr("Filter templates"), this);
    m_filter->setAccessibleName(tr("Filter templates"));
    m_filter->installEventFilter(this);
    m_list = new QListView(this);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new TemplateRow(m_list));
    m_list->setAccessibleName(tr("Templates"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->installEventFilter(this);
    m_none = new PlainLabel({}, PlainLabel::Look::Dim, this);
    m_none->setWordWrap(true);
    m_none->setAlignment(Qt::AlignCenter);
    m_notice = new NoticeBar(this);
    m_notice->hide();
    layout->addWidget(m_filter);
    layout->addWidget(m_notice);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_none, 1);
    layout->addWidget(makeFoot());
    connect(m_filter, &FilterEdit::filterChanged, this, [this](const QString& text) {
        m_model.setFilter(text);
        showLibrary();
    });
    connect(m_list, &QListView::clicked, this, &TemplatesPanel::choose);
    connect(m_notice, &NoticeBar::actionRequested, &m_library, &TemplateLibrary::reload);
    connect(&m_library, &TemplateLibrary::changed, this, [this] {
        m_model.setTemplates(m_library.templates(), m_library.name());
        showLibrary();
    });
    m_model.setTemplates(m_library.templates(), m_library.name());
    showLibrary();
}

QWidget* TemplatesPanel::makeFoot()
{
    auto* foot = new QWidget(this);
    auto* column = new QVBoxLayout(foot);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    m_folder = new PlainLabel({}, PlainLabel::Look::Caption, foot);
    m_folder->setElide(Qt::ElideMiddle);
    column->addWidget(m_folder);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_save = linkButton(tr("Save as template…"), foot);
    auto* folder = linkButton(tr("Choose folder…"), foot);
    row->addWidget(m_save);
    row->addStretch(1);
    row->addWidget(folder);
    column->addLayout(row);
    connect(m_save, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT saveAsRequested();
    });
    connect(folder, &QPushButton::clicked, this, &TemplatesPanel::chooseFolder);
    return foot;
}

void TemplatesPanel::openBelow(const QWidget& anchor)
{
    const QSize size(460, 480);
    const QPoint below = anchor.mapToGlobal(QPoint(anchor.width() - size.width(), anchor.height() + 4));
    const QRect screen = anchor.screen()->availableGeometry();
    resize(size.boundedTo(screen.size()));
    move(std::max(screen.left(), below.x()), std::max(screen.top(), std::min(below.y(), screen.bottom() - height())));
    m_filter->clear();
    m_model.setFilter({});
    showLibrary();
    show();
    m_filter->setFocus(Qt::PopupFocusReason);
    m_library.reload();
}

void TemplatesPanel::setSaveEnabled(bool enabled, const QString& why)
{
    m_save->setEnabled(enabled);
    m_save->setToolTip(plainToolTip(enabled ? QString() : why));
}

void TemplatesPanel::showLibrary()
{
    const bool none = m_model.templateCount() == 0;
    m_list->setVisible(!none);
    m_none->setVisible(none);
    if (none) {
        m_none->setText(!m_filter->text().isEmpty() ? tr("No template has these words.")
                        : m_library.isLoading()     ? tr("Reading the templates…")
                                                    : tr("No templates yet. What you have written can be saved as one."));
    }
    m_folder->setText(m_library.folder());
    const auto& failures = m_library.failures();
    if (const auto& error = m_library.error())
        m_notice->setNotice(Tone::Warning, sentenceOf(*error), tr("Retry"), errorDetails(*error));
    else if (failures.size() == 1)
        m_notice->setNotice(Tone::Warning, tr("%1 is no template.").arg(displayText(std::string_view(failures.front().subject), 200)), tr("Retry"), failureDetails(failures));
    else if (!failures.empty())
        m_notice->setNotice(Tone::Warning,
                            tr("%1 files are no templates, %2 among them.")
                                .arg(failures.size())
                                .arg(displayText(std::string_view(failures.front().subject), 200)),
                            tr("Retry"), failureDetails(failures));
    m_notice->setVisible(m_library.error() || !m_library.failures().empty());
}

void TemplatesPanel::choose(const QModelIndex& index)
{
    const LibraryTemplate* one = m_model.at(index);
    if (!one)
        return;
    const LibraryTemplate taken = *one;
    hide();
    Q_EMIT chosen(taken);
}

void TemplatesPanel::chooseFolder()
{
    hide();
    auto* dialog = new QFileDialog(parentWidget(), tr("Folder with templates"), m_library.folder());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, &m_library, &TemplateLibrary::setFolder);
    dialog->open();
}

bool TemplatesPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
    // What was typed last may not be filtered yet.
    if (watched == m_filter && (enter || key == Qt::Key_Down))
        m_model.setFilter(m_filter->text());
    if (watched == m_filter && key == Qt::Key_Down) {
        m_list->setCurrentIndex(m_model.firstTemplate());
        m_list->setFocus();
        return true;
    }
    if (watched == m_filter && enter) {
        choose(m_model.firstTemplate());
        return true;
    }
    if (watched == m_list && enter) {
        choose(m_list->currentIndex());
        return true;
    }
    if (key == Qt::Key_Escape && (watched == m_list || m_filter->text().isEmpty())) {
        hide();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void TemplatesPanel::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.panel);
    painter.setPen(theme.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace weir::ui
