// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/run_mix.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QLocale>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

#include <algorithm>
#include <map>

namespace weir::ui {
namespace {

constexpr int mostWeight = 10'000;

QString shown(const std::string& text)
{
    return displayText(std::string_view(text), 200);
}

/// A menu takes "&" for a mnemonic.
QString menuText(QString text)
{
    return text.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace

struct RunMix::Row {
    EventTemplate value;
    bool composer = false;
    QWidget* widget = nullptr;
    PlainLabel* name = nullptr;
    QSpinBox* weight = nullptr;
    PlainLabel* share = nullptr;
    QPushButton* remove = nullptr;
};

QString templateWords(const EventTemplate& value)
{
    if (!value.name.empty())
        return shown(value.name);
    return shown(value.kind == EventTemplate::Kind::Event ? value.eventType : value.topic);
}

RunMix::RunMix(QWidget* parent) : QWidget(parent), m_list(new QVBoxLayout)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    auto* head = new QHBoxLayout;
    head->addWidget(new PlainLabel(tr("What is sent"), PlainLabel::Look::Strong, this));
    head->addStretch(1);
    m_add = linkButton(tr("Add template"), this);
    m_menu = new QMenu(m_add);
    m_menu->setAccessibleName(tr("Templates to add"));
    m_add->setMenu(m_menu);
    head->addWidget(m_add);
    layout->addLayout(head);
    m_none = new PlainLabel({}, PlainLabel::Look::Dim, this);
    m_none->setWordWrap(true);
    layout->addWidget(m_none);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(4);
    layout->addLayout(m_list);
    fillMenu();
    showRows();
}

RunMix::~RunMix() = default;

void RunMix::setKnown(const std::vector<EventTemplate>& templates)
{
    m_known = templates;
    fillMenu();
    showRows();
}

void RunMix::fillMenu()
{
    m_menu->clear();
    // Deleting a folder's menu belongs to us: clear() only takes its entry away.
    qDeleteAll(m_menu->findChildren<QMenu*>(Qt::FindDirectChildrenOnly));
    std::map<std::string, QMenu*> folders{{std::string(), m_menu}};
    for (const EventTemplate& one : m_known) {
        QMenu*& into = folders[one.folder];
        if (!into)
            into = m_menu->addMenu(menuText(shown(one.folder)));
        QAction* action = into->addAction(menuText(templateWords(one)));
        action->setToolTip(plainToolTip(shown(one.about)));
        connect(action, &QAction::triggered, this, [this, one] { add(one); });
    }
    m_add->setEnabled(!m_known.empty());
}

void RunMix::useComposer(const EventTemplate& value)
{
    while (!m_rows.empty())
        remove(m_rows.back().get());
    appendRow(value, 1, true);
    Q_EMIT changed();
}

void RunMix::add(const EventTemplate& value, int weight)
{
    appendRow(value, weight, false);
    Q_EMIT changed();
}

void RunMix::appendRow(const EventTemplate& value, int weight, bool composer)
{
    auto row = std::make_unique<Row>();
    row->value = value;
    row->composer = composer;
    row->widget = new QWidget(this);
    auto* line = new QHBoxLayout(row->widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    const QString name = templateWords(value);
    row->name = new PlainLabel(composer ? tr("%1, as written in the composer").arg(name.isEmpty() ? tr("Record") : name) : name,
                               PlainLabel::Look::Text, row->widget);
    row->name->setElide(Qt::ElideRight);
    if (!value.about.empty())
        row->name->setToolTip(plainToolTip(shown(value.about)));
    row->share = new PlainLabel({}, PlainLabel::Look::Dim, row->widget);
    row->share->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->share->setMinimumWidth(row->share->fontMetrics().horizontalAdvance(QStringLiteral("100 %")));
    row->weight = new QSpinBox(row->widget);
    row->weight->setRange(1, mostWeight);
    row->weight->setValue(weight);
    row->weight->setPrefix(tr("weight "));
    row->weight->setFixedWidth(112);
    row->remove = linkButton(tr("Remove"), row->widget);
    line->addWidget(row->name, 1);
    line->addWidget(row->share);
    line->addWidget(row->weight);
    line->addWidget(row->remove);
    Row* plain = row.get();
    connect(row->weight, &QSpinBox::valueChanged, this, [this] {
        showRows();
        Q_EMIT changed();
    });
    connect(row->remove, &QPushButton::clicked, this, [this, plain] {
        remove(plain);
        Q_EMIT changed();
    });
    m_list->addWidget(row->widget);
    m_rows.push_back(std::move(row));
    showRows();
}

void RunMix::remove(const Row* row)
{
    const auto at = std::ranges::find(m_rows, row, &std::unique_ptr<Row>::get);
    if (at == m_rows.end())
        return;
    // The click that led here still runs inside the button.
    (*at)->widget->hide();
    (*at)->weight->disconnect(this);
    (*at)->remove->disconnect(this);
    (*at)->widget->deleteLater();
    m_rows.erase(at);
    showRows();
}

void RunMix::showRows()
{
    double sum = 0;
    for (const auto& row : m_rows)
        sum += row->weight->value();
    int number = 0;
    const bool several = m_rows.size() > 1;
    for (const auto& row : m_rows) {
        ++number;
        row->share->setText(QLocale().toString(100.0 * row->weight->value() / sum, 'f', 0) + QStringLiteral(" %"));
        row->share->setVisible(several);
        row->weight->setVisible(several);
        row->weight->setAccessibleName(tr("Weight of template %1").arg(number));
        row->remove->setAccessibleName(tr("Remove template %1").arg(number));
    }
    m_none->setText(m_known.empty() ? tr("Nothing yet: write something in a composer and choose \"Send many…\".")
                                    : tr("Nothing yet: add templates, or choose \"Send many…\" in a composer."));
    m_none->setVisible(m_rows.empty());
}

std::vector<WeightedTemplate> RunMix::templates() const
{
    std::vector<WeightedTemplate> templates;
    templates.reserve(m_rows.size());
    for (const auto& row : m_rows)
        templates.push_back({row->value, static_cast<double>(row->weight->value())});
    return templates;
}

QString RunMix::words() const
{
    if (m_rows.empty())
        return {};
    const QString name = templateWords(m_rows.front()->value);
    const QString first = name.isEmpty() ? tr("Record") : name;
    if (m_rows.size() == 1)
        return first;
    return tr("%1 and %2 more").arg(first).arg(m_rows.size() - 1);
}

} // namespace weir::ui
