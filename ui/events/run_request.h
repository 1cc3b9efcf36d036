// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kafka/cluster.h"
#include "ui/events/run_feed.h"

#include <QtCore/QMetaType>
#include <QtCore/QStringList>

#include <string>
#include <vector>

namespace weir::ui {

/// A run that somebody wants: from the Run tab, or from the import dialog.
struct RunRequest {
    QString title;
    QStringList topics;
    QString sentence; ///< what will happen, in words
    RunFeed::OpenSource open;
    RunPlan plan;
};

/// What the first records of a run say about all of it.
struct RunSample {
    QStringList topics; ///< as they first appear; all of them exist
    qint64 meanBytes = 0; ///< of key, value and headers
    std::size_t records = 0;
};
/// Looks whether the topics of these records exist and have the partitions they name. NotFound and InvalidInput say which
/// topic. Nothing is created. Blocks; any thread.
[[nodiscard]] Result<RunSample> sampleRecords(Cluster& cluster, const std::vector<OutgoingRecord>& records, const Call& call);
/// NotFound when one of the topics does not exist. Blocks; any thread.
[[nodiscard]] Result<void> checkTopics(Cluster& cluster, const QStringList& topics, const Call& call);
/// The source, opened after its topics were looked at once more: one may have gone since.
[[nodiscard]] RunFeed::OpenSource openChecked(std::shared_ptr<Cluster> cluster, const QStringList& topics, RunFeed::OpenSource open);

} // namespace weir::ui

Q_DECLARE_METATYPE(weir::ui::RunRequest)
