// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "cart.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

Cart::Cart(QWidget *parent)
    : QGroupBox(tr("Your cart"), parent), m_view(new QTreeWidget), m_total(new QLabel),
      m_checkout(new QPushButton(tr("Check out…")))
{
    m_view->setHeaderLabels({tr("Tea"), tr("Qty"), tr("Price")});
    m_view->setRootIsDecorated(false);
    m_view->setSelectionMode(QTreeWidget::NoSelection);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_checkout->setObjectName(u"checkOut"_s);
    connect(m_checkout, &QPushButton::clicked, this, &Cart::checkoutClicked);

    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_total, 1);
    bottom->addWidget(m_checkout);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_view);
    layout->addLayout(bottom);
    showLines();
}

int Cart::add(const Product &product)
{
    auto line = std::find_if(m_lines.begin(), m_lines.end(), [&product](const CartLine &line) {
        return line.product.id == product.id;
    });
    if (line == m_lines.end())
        line = m_lines.insert(m_lines.end(), {product, 0});
    const int quantity = ++line->quantity;
    showLines();
    return quantity;
}

void Cart::clear()
{
    m_lines.clear();
    showLines();
}

double Cart::total() const
{
    return std::accumulate(m_lines.begin(), m_lines.end(), 0.0,
                           [](double sum, const CartLine &line) {
                               return sum + line.product.price * line.quantity;
                           });
}

void Cart::showLines()
{
    m_view->clear();
    for (const CartLine &line : std::as_const(m_lines)) {
        auto *item = new QTreeWidgetItem(m_view,
                                         {line.product.name, QString::number(line.quantity),
                                          priceText(line.product.price * line.quantity)});
        item->setTextAlignment(1, Qt::AlignRight);
        item->setTextAlignment(2, Qt::AlignRight);
    }
    m_total->setText(tr("Total: <b>%1</b>").arg(priceText(total())));
    m_checkout->setEnabled(!m_lines.isEmpty());
}
