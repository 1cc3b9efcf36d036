// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/events/csv_mapping_form.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/plain_text.h"

#include <QtCore/QSignalBlocker>
#include <QtGui/QAction>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>

namespace weir::ui {
namespace {

QString shownColumn(const QString& column)
{
    return displayText(std::string_view(column.toStdString()), 80);
}

std::optional<CsvColumn> columnOf(const QComboBox& column, const QComboBox& type)
{
    const QString name = column.currentData().toString();
    if (name.isEmpty())
        return std::nullopt;
    return CsvColumn{name.toStdString(), static_cast<PayloadType>(type.currentData().toInt())};
}

} // namespace

CsvMappingForm::CsvMappingForm(QWidget* parent)
    : QWidget(parent),
      m_separator(new QComboBox(this)),
      m_header(new QCheckBox(tr("First line holds names"), this)),
      m_nullWord(new QLineEdit(this)),
      m_key(new QComboBox(this)),
      m_keyType(typeBox(tr("Type of the key"))),
      m_value(new QComboBox(this)),
      m_valueType(typeBox(tr("Type of the value"))),
      m_timestamp(new QComboBox(this)),
      m_headers(plainButton(tr("none"), this)),
      m_headerMenu(new QMenu(m_headers))
{
    for (const auto& [text, separator] : {std::pair(tr("comma"), ','), {tr("semicolon"), ';'}, {tr("tab"), '\t'}, {tr("bar |"), '|'}})
        m_separator->addItem(text, static_cast<int>(separator));
    m_separator->setAccessibleName(tr("Separator"));
    m_header->setAccessibleName(m_header->text());
    m_header->setChecked(true);
    m_nullWord->setAccessibleName(tr("Word for NULL"));
    m_nullWord->setPlaceholderText(tr("none"));
    m_nullWord->setToolTip(plainToolTip(tr("A cell with exactly this word is NULL.")));
    m_key->setAccessibleName(tr("Column of the key"));
    m_value->setAccessibleName(tr("Column of the value"));
    m_timestamp->setAccessibleName(tr("Column of the timestamp"));
    m_headers->setMenu(m_headerMenu);
    m_headers->setAccessibleName(tr("Columns that become headers"));
    m_headerMenu->setAccessibleName(m_headers->accessibleName());
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    const auto place = [&](int row, int column, const QString& caption, QWidget* field, int span = 1) {
        grid->addWidget(new PlainLabel(caption, PlainLabel::Look::Caption, this), row, column, 1, span);
        grid->addWidget(field, row + 1, column, 1, span);
    };
    place(0, 0, tr("Separator"), m_separator);
    place(0, 1, tr("Word for NULL"), m_nullWord);
    grid->addWidget(m_header, 1, 2, 1, 2);
    place(2, 0, tr("Key"), m_key);
    place(2, 1, tr("Key type"), m_keyType);
    place(2, 2, tr("Timestamp"), m_timestamp);
    place(2, 3, tr("Headers"), m_headers);
    place(4, 0, tr("Value"), m_value);
    place(4, 1, tr("Value type"), m_valueType);
    for (int column = 0; column < 4; ++column)
        grid->setColumnStretch(column, 1);
    fillColumns({});
    connect(m_header, &QCheckBox::toggled, this, &CsvMappingForm::changed);
    connect(m_nullWord, &QLineEdit::textChanged, this, &CsvMappingForm::changed);
    for (QComboBox* box : {m_separator, m_key, m_keyType, m_value, m_valueType, m_timestamp})
        connect(box, &QComboBox::currentIndexChanged, this, &CsvMappingForm::changed);
}

QComboBox* CsvMappingForm::typeBox(const QString& name)
{
    auto* box = new QComboBox(this);
    box->setAccessibleName(name);
    for (const PayloadType type : allPayloadTypes) {
        if (type != PayloadType::Null && type != PayloadType::Empty)
            box->addItem(QString::fromUtf8(payloadTypeName(type).data(), static_cast<qsizetype>(payloadTypeName(type).size())),
                         static_cast<int>(type));
    }
    return box;
}

void CsvMappingForm::setGuess(char separator, const QStringList& columns)
{
    {
        const QSignalBlocker quiet(m_separator);
        m_separator->setCurrentIndex(std::max(0, m_separator->findData(static_cast<int>(separator))));
    }
    fillColumns(columns);
    Q_EMIT changed();
}

void CsvMappingForm::fillColumns(const QStringList& columns)
{
    const auto fill = [&](QComboBox* box, const QString& none) {
        const QSignalBlocker quiet(box);
        const QString before = box->currentData().toString();
        box->clear();
        box->addItem(none, QString());
        for (const QString& column : columns)
            box->addItem(shownColumn(column), column);
        box->setCurrentIndex(std::max(0, box->findData(before)));
    };
    fill(m_key, tr("no key"));
    fill(m_value, tr("all columns, as JSON"));
    fill(m_timestamp, tr("time of sending"));
    const QStringList before = chosenHeaders();
    m_headerMenu->clear();
    for (const QString& column : columns) {
        QAction* action = m_headerMenu->addAction(shownColumn(column).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setCheckable(true);
        action->setData(column);
        action->setChecked(before.contains(column));
        connect(action, &QAction::toggled, this, [this] {
            showHeaders();
            Q_EMIT changed();
        });
    }
    m_headers->setEnabled(!columns.isEmpty());
    showHeaders();
}

QStringList CsvMappingForm::chosenHeaders() const
{
    QStringList chosen;
    for (const QAction* action : m_headerMenu->actions()) {
        if (action->isChecked())
            chosen << action->data().toString();
    }
    return chosen;
}

void CsvMappingForm::showHeaders()
{
    const QStringList chosen = chosenHeaders();
    m_headers->setText(chosen.isEmpty() ? tr("none")
                                        : countedText(chosen.size(), shownColumn(chosen.front()), tr("%1 columns"))
                                              .replace(QLatin1Char('&'), QStringLiteral("&&")));
    m_headers->setToolTip(plainToolTip(chosen.join(QStringLiteral(", "))));
}

CsvMapping CsvMappingForm::mapping() const
{
    CsvMapping mapping;
    mapping.separator = static_cast<char>(m_separator->currentData().toInt());
    mapping.header = m_header->isChecked();
    mapping.nullWord = m_nullWord->text().toStdString();
    mapping.key = columnOf(*m_key, *m_keyType);
    mapping.value = columnOf(*m_value, *m_valueType);
    mapping.timestamp = m_timestamp->currentData().toString().toStdString();
    for (const QString& column : chosenHeaders())
        mapping.headers.emplace_back(column.toStdString(), CsvColumn{column.toStdString(), PayloadType::Text});
    return mapping;
}

} // namespace weir::ui
