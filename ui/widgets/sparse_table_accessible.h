// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace weir::ui {

class SparseTable;

/// What screen readers see of a SparseTable: a table of the rows in view (its row 0 is the first of them) and the shown
/// columns. More would be billions of cells. GUI thread. Calling it again does nothing.
void installSparseTableAccessibility();
/// Tells screen readers that another cell has the keyboard.
void announceCurrentCell(SparseTable& table);
/// Tells them that other rows are in view.
void announceRows(SparseTable& table);

} // namespace weir::ui
