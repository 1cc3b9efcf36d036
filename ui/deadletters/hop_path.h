// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/deadletters/failure_report.h"
#include "core/deadletters/letter_place.h"
#include "ui/widgets/navigator.h"

#include <QtWidgets/QWidget>

namespace weir::ui {

class FlowLayout;

/// The way of a record through the topics it failed in, each a link to the place, up to where it stands now. GUI thread.
class HopPath : public QWidget
{
    Q_OBJECT
public:
    /// More places than this are summed up: headers are foreign, and there may be thousands.
    static constexpr std::size_t mostHops = 12;

    explicit HopPath(Navigator& navigator, QWidget* parent = nullptr);
    void setPath(const FailureReport& report, const LetterPlace& here);

private:
    void addArrow();
    void addPlace(const QString& text, const QString& toolTip, const OpenRecords& to, bool strong);

    Navigator& m_navigator;
    FlowLayout* m_flow;
};

} // namespace weir::ui
