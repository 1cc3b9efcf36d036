// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/record.h"
#include "core/records/byte_diff.h"
#include "ui/async/latest_task.h"
#include "ui/widgets/page.h"

#include <QtWidgets/QDialog>

#include <memory>

class QButtonGroup;
class QPushButton;

namespace weir::ui {

class HexPair;
class PlainLabel;

/// Source record and dead letter byte by byte, with "next difference". A window of its own that blocks nothing: show() it.
/// GUI thread; compares in a worker.
class LetterBytesDialog : public QDialog
{
    Q_OBJECT
public:
    LetterBytesDialog(PageContext context, std::shared_ptr<const Record> source, std::shared_ptr<const Record> letter,
                      QWidget* parent = nullptr);
    ~LetterBytesDialog() override;

    /// "1 place differs · 18 B and 17 B"; empty while it compares.
    [[nodiscard]] QString summary() const;

private:
    void compare(bool key);
    void showDiff(const ByteDiff& diff, const OptionalBytes& left, const OptionalBytes& right);

    PageContext m_context;
    std::shared_ptr<const Record> m_source;
    std::shared_ptr<const Record> m_letter;
    HexPair* m_pair;
    PlainLabel* m_summary;
    QPushButton* m_next;
    QButtonGroup* m_parts;
    LatestTask m_task;
};

} // namespace weir::ui
