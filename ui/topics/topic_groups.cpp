// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/topics/topic_groups.h"

#include "core/deadletters/dead_letter_topics.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QHash>

#include <string_view>

namespace weir::ui {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("TopicGroups", text);
}

/// The first part of a name with its separator; empty when it has none.
std::string_view firstPart(std::string_view name)
{
    const auto end = name.find_first_of(".-_", 1);
    return end == std::string_view::npos || end + 1 == name.size() ? std::string_view() : name.substr(0, end + 1);
}

TopicGroup groupOf(const weir::TopicSummary& topic)
{
    if (topic.internal)
        return {TopicGroup::Rank::Internal, tr("internal"), 0};
    const auto deadLetter = weir::readDeadLetterName(topic.name);
    if (deadLetter && deadLetter->kind == weir::DeadLetterKind::DeadLetter)
        return {TopicGroup::Rank::DeadLetters, tr("dead letters"), 0};
    const std::string_view part = firstPart(topic.name);
    if (part.empty())
        return {TopicGroup::Rank::Other, tr("other"), 0};
    return {TopicGroup::Rank::Prefix, QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size())),
            static_cast<qsizetype>(part.size())};
}

} // namespace

QString TopicGroup::key() const
{
    switch (rank) {
    case Rank::Prefix: return QStringLiteral("group:prefix:") + title;
    case Rank::Other: return QStringLiteral("group:other");
    case Rank::DeadLetters: return QStringLiteral("group:deadletters");
    case Rank::Internal: return QStringLiteral("group:internal");
    }
    return {};
}

bool groupBefore(const TopicGroup& a, const TopicGroup& b)
{
    if (a.rank != b.rank)
        return a.rank < b.rank;
    return QString::compare(a.title, b.title, Qt::CaseInsensitive) < 0;
}

std::vector<TopicGroup> groupTopics(const std::vector<weir::TopicSummary>& topics)
{
    std::vector<TopicGroup> groups;
    groups.reserve(topics.size());
    QHash<QString, int> members;
    for (const auto& topic : topics) {
        groups.push_back(groupOf(topic));
        ++members[groups.back().key()];
    }
    // A heading over a single topic says nothing that its name does not say.
    for (auto& group : groups) {
        if (group.rank == TopicGroup::Rank::Prefix && members.value(group.key()) < 2)
            group = {TopicGroup::Rank::Other, tr("other"), 0};
    }
    return groups;
}

} // namespace weir::ui
