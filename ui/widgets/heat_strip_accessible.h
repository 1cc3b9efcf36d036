// SPDX-License-Identifier: GPL-3.0-or-later
// Private to HeatStrip: its squares as a list for screen readers.
#pragma once

namespace weir::ui {

class HeatStrip;

/// Once per program; further calls do nothing. GUI thread.
void installHeatStripAccessibility();
/// Another square is current.
void announceHeatCell(HeatStrip& strip);
/// Other squares are there.
void announceHeatCells(HeatStrip& strip);

} // namespace weir::ui
