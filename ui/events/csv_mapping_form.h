// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events/import_source.h"

#include <QtCore/QStringList>
#include <QtWidgets/QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QMenu;
class QPushButton;

namespace weir::ui {

/// How a CSV file is written, and which of its columns make key, value, timestamp and headers. GUI thread.
class CsvMappingForm : public QWidget
{
    Q_OBJECT
public:
    explicit CsvMappingForm(QWidget* parent = nullptr);

    /// What the file looks like. Choices of columns that are still there stay.
    void setGuess(char separator, const QStringList& columns);
    [[nodiscard]] CsvMapping mapping() const;

Q_SIGNALS:
    void changed();

private:
    void fillColumns(const QStringList& columns);
    void showHeaders();
    [[nodiscard]] QComboBox* typeBox(const QString& name);
    [[nodiscard]] QStringList chosenHeaders() const;

    QComboBox* m_separator;
    QCheckBox* m_header;
    QLineEdit* m_nullWord;
    QComboBox* m_key;
    QComboBox* m_keyType;
    QComboBox* m_value;
    QComboBox* m_valueType;
    QComboBox* m_timestamp;
    QPushButton* m_headers;
    QMenu* m_headerMenu;
};

} // namespace weir::ui
